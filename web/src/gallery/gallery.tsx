import { useState } from "preact/hooks";
import { speak, LANGUAGES, language, type Language } from "../i18n";
import { QuickExit, Segmented, Select, SkipLink, ToastPlace } from "../ui";
import { chooseTheme, theme, type Theme } from "../ui/theme";
import "./gallery.css";
import { Fields } from "./fields";
import { Floats } from "./floats";
import { Notices } from "./notices";

/** Every component in every state, for who builds with them. In builds for development and demonstrations only. */
export default function Gallery() {
  const [left, setLeft] = useState(false);
  return (
    <>
      <SkipLink>Skip to the content</SkipLink>
      <main id="main" class="gallery" tabIndex={-1}>
        <header class="stack">
          <h1>Components</h1>
          <div class="row">
            <Select label="Language" value={language()} options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))} onChange={(event) => void speak(event.currentTarget.value as Language)} />
            <QuickExit label={left ? "Left" : "Leave now"} onLeave={() => setLeft(true)} />
          </div>
          <Segmented<Theme>
            label="Colours"
            value={theme()}
            onChoose={chooseTheme}
            choices={[
              { value: "auto", label: "Like the phone" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </header>
        <Notices />
        <Fields />
        <Floats />
      </main>
      <ToastPlace closeLabel="Close" />
    </>
  );
}
