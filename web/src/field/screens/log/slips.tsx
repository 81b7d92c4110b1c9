import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { moment, t } from "../../../i18n";
import { Button, Card, EmptyState } from "../../../ui";
import type { Slip } from "../../../vault/slip/slip";
import { phone } from "../../around";
import type { Dossier } from "../../model/book";
import { choose } from "../../subject";
import { book, now } from "./desk";
import { joining } from "./joining";
import { notable } from "./note";
import { PersonPicker } from "./person-picker";
import { StepTitle } from "./step-title";
import { nameOf } from "./words";

/** Notes taken while the phone was locked: whose they are, then whether they go to a session or make a new one. */
export function SlipsScreen() {
  const { route } = useLocation();
  const { value: slips } = phone.slips;
  const [chosen, setChosen] = useState<string | null>(null);
  const [person, setPerson] = useState<string | null>(null);
  const slip = slips.find(({ id }) => id === chosen) ?? (slips.length === 1 ? slips[0] : undefined);
  const dossier = person === null ? undefined : book.value?.people.get(person);

  function go(path: string, { id }: Slip): void {
    choose(person);
    joining.value = id;
    route(path);
  }

  if (slips.length === 0) return <EmptyState text={t("slip.none")} />;
  return (
    <div class="stack">
      <StepTitle step={`${slip?.id ?? "all"} ${person ?? ""}`}>{t(slip === undefined ? "slip.place" : dossier === undefined ? "slip.whose" : "slip.where")}</StepTitle>
      {slip === undefined ? slips.map((one) => <SlipCard key={one.id} slip={one} onChoose={() => setChosen(one.id)} />) : <SlipCard slip={slip} />}
      {slip !== undefined && dossier === undefined && <PersonPicker onPick={setPerson} />}
      {slip !== undefined && dossier !== undefined && <Ways dossier={dossier} onGo={(path) => go(path, slip)} />}
      {(chosen !== null || person !== null) && (
        <Button
          weight="quiet"
          icon="back"
          wide
          onClick={() => {
            if (person !== null) setPerson(null);
            else setChosen(null);
          }}
        >
          {t("back")}
        </Button>
      )}
    </div>
  );
}

function SlipCard({ slip: { at, text }, onChoose }: { slip: Slip; onChoose?: () => void }) {
  return (
    <Card>
      <p class="muted small figures">{moment(new Date(at), now())}</p>
      <p class="slip-text" dir="auto">
        {text}
      </p>
      {onChoose !== undefined && <Button onClick={onChoose}>{t("slip.place_this")}</Button>}
    </Card>
  );
}

/** It goes to a session that was logged, or is what a new one says. */
function Ways({ dossier, onGo }: { dossier: Dossier; onGo: (path: string) => void }) {
  const read = book.value;
  const hasSessions = read !== null && notable(read, dossier.person.id).length > 0;
  return (
    <div class="stack">
      <p>
        <bdi>{nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode })}</bdi>
      </p>
      <Button weight="primary" icon="log" wide onClick={() => onGo("/log/session")}>
        {t("slip.new_session")}
      </Button>
      {hasSessions && (
        <Button icon="message" wide onClick={() => onGo("/log/note")}>
          {t("slip.to_session")}
        </Button>
      )}
    </div>
  );
}
