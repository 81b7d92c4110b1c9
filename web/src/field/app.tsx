import { lazy, LocationProvider, Route, Router, ErrorBoundary, useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { language, t } from "../i18n";
import { ToastPlace } from "../ui";
import { phone } from "./around";
import { CrisisScreen } from "./crisis/crisis-screen";
import { OpenFrame } from "./frame";
import { ROUTES } from "./routes";
import { EnrolScreen } from "./screens/enrol";
import { LockedScreen } from "./screens/locked";
import { TogetherScreen } from "./screens/together/together";
import { turned } from "./screens/together/turned";
import { UnusableScreen } from "./screens/unusable";
import { WordlessScreen } from "./screens/wordless";
import { UpdateNotice } from "./update-notice";

const Gallery = __GALLERY__ ? lazy(() => import("../gallery/gallery")) : null;

/** The field app. */
export function App() {
  return (
    <LocationProvider>
      <ErrorBoundary>
        <Whichever key={language()} />
      </ErrorBoundary>
      <UpdateNotice />
      <ToastPlace closeLabel={t("close")} />
    </LocationProvider>
  );
}

/** What is open to everybody, what an enrolled phone shows while it is locked, and the screens behind the passphrase. */
function Whichever() {
  const { path } = useLocation();
  const { kind } = phone.state.value;
  if (Gallery !== null && path === "/ui") return <Gallery />;
  if (path === "/numbers") return <CrisisScreen />;
  if (kind === "starting") return null;
  if (kind === "unusable") return <UnusableScreen />;
  if (path === "/device" || kind === "blank") return <EnrolScreen />;
  if (kind === "locked") return <LockedScreen />;
  if (!phone.words.areThere.value) return <WordlessScreen />;
  // Whatever the address says: who has the phone in her hands now is to see nothing of anybody else.
  return turned.value === null ? <OpenScreens /> : <TogetherScreen />;
}

function OpenScreens() {
  return (
    <OpenFrame>
      <Router>
        {ROUTES.map(({ path, screen }) => (
          <Route key={path} path={path} component={screen} />
        ))}
        <Route default component={ToFirst} />
      </Router>
    </OpenFrame>
  );
}

/** Any other address leads to the first screen. */
function ToFirst() {
  const { route } = useLocation();
  const first = ROUTES.find(({ nav }) => nav !== undefined);
  useEffect(() => {
    if (first !== undefined) route(first.path, true);
  }, [first, route]);
  return null;
}
