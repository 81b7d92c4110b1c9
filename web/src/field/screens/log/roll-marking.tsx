import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Button, Field, Icon, Sheet } from "../../../ui";
import type { Problem } from "../../model/build/form";
import { ATTENDANCES } from "../../model/codes";
import { type Roll, rollCount, type RollEvent, type RollLine } from "../../model/flow/roll";
import { holderOf } from "../../model/views/log";
import { book, desktop } from "./desk";
import { RollDetails } from "./roll-details";
import { nameOf, word } from "./words";

/** Everything but "there", which has a button of its own. */
const REASONS = ATTENDANCES.filter((code) => code !== "present");

interface Marking {
  roll: Roll;
  problems: Problem[];
  isSaving: boolean;
  send: (event: RollEvent) => void;
  onSave: () => void;
}

/** Who was there: a big target a row, the rest at once, and who came besides. */
export function RollMarking({ roll, problems, isSaving, send, onSave }: Marking) {
  const [asked, setAsked] = useState<RollLine | null>(null);
  const [isWalkIn, setWalkIn] = useState(false);
  const { there, away, unmarked, walkIns } = rollCount(roll);
  const mark = (id: string, attendance: string) => {
    send({ type: "mark", id, attendance });
    setAsked(null);
  };
  return (
    <div class="stack">
      <p class="muted figures" role="status">
        {t("roll.count", { there: there + walkIns, away, unmarked })}
      </p>
      <RollDetails roll={roll} problems={problems} send={send} />
      <ul class="list roll" aria-label={t("roll.who")}>
        {roll.lines.map((line) => (
          <LineRow key={line.id} line={line} onThere={() => send(line.attendance === "present" ? { type: "unmark", id: line.id } : { type: "mark", id: line.id, attendance: "present" })} onElse={() => setAsked(line)} />
        ))}
        {roll.walkIns.map(({ id, nickname }) => (
          <li key={id} class="roll-line">
            <span class="roll-name">
              <bdi>{nickname}</bdi> <span class="muted small">{t("roll.came_besides")}</span>
            </span>
            <Button onClick={() => send({ type: "walk_in_off", id })}>{t("roll.take_off")}</Button>
          </li>
        ))}
      </ul>
      <Button icon="person" wide onClick={() => setWalkIn(true)}>
        {t("roll.walk_in")}
      </Button>
      {roll.before.length > 0 && (
        <Button weight="quiet" wide onClick={() => send({ type: "undo" })}>
          {t("roll.undo")}
        </Button>
      )}
      <div class="save-bar">
        {unmarked > 0 && (
          <Button icon="check" wide onClick={() => send({ type: "mark_rest", attendance: "present" })}>
            {t("roll.mark_rest", { count: unmarked })}
          </Button>
        )}
        <Button weight="primary" wide busy={isSaving} onClick={onSave}>
          {t("log.save")}
        </Button>
      </div>
      <Sheet title={asked === null ? "" : nameOfLine(asked)} open={asked !== null} onClose={() => setAsked(null)} closeLabel={t("back")}>
        {asked !== null && <Reasons line={asked} onMark={mark} onUnmark={(id) => (send({ type: "unmark", id }), setAsked(null))} />}
      </Sheet>
      <Sheet title={t("roll.walk_in")} open={isWalkIn} onClose={() => setWalkIn(false)} closeLabel={t("back")}>
        <WalkInForm
          onCame={(nickname) => {
            send({ type: "walk_in", id: desktop().newId(), nickname });
            setWalkIn(false);
          }}
        />
      </Sheet>
    </div>
  );
}

function nameOfLine({ enrolmentId }: RollLine): string {
  const dossier = book.value === null ? null : holderOf(book.value, enrolmentId);
  return nameOf(dossier === null ? null : { alias: dossier.alias, publicCode: dossier.person.publicCode });
}

function LineRow({ line, onThere, onElse }: { line: RollLine; onThere: () => void; onElse: () => void }) {
  const name = nameOfLine(line);
  const isElse = line.attendance !== null && line.attendance !== "present";
  return (
    <li class="roll-line">
      <span class="roll-name">
        <bdi>{name}</bdi>
      </span>
      <button type="button" class="mark" aria-pressed={line.attendance === "present"} aria-label={t("roll.there_name", { name })} onClick={onThere}>
        {line.attendance === "present" && <Icon name="check" />}
        <span>{t("roll.there")}</span>
      </button>
      <button type="button" class="mark" aria-pressed={isElse} aria-haspopup="dialog" aria-label={t("roll.else_name", { name, what: isElse ? word("attendance", line.attendance) : t("roll.else") })} onClick={onElse}>
        <span>{isElse ? word("attendance", line.attendance) : t("roll.else")}</span>
      </button>
    </li>
  );
}

function Reasons({ line, onMark, onUnmark }: { line: RollLine; onMark: (id: string, attendance: string) => void; onUnmark: (id: string) => void }) {
  return (
    <div class="stack-tight">
      {REASONS.map((code) => (
        <Button key={code} wide onClick={() => onMark(line.id, code)}>
          {word("attendance", code)}
        </Button>
      ))}
      {line.attendance !== null && (
        <Button weight="quiet" wide onClick={() => onUnmark(line.id)}>
          {t("roll.unmark")}
        </Button>
      )}
    </div>
  );
}

function WalkInForm({ onCame }: { onCame: (nickname: string) => void }) {
  const [nickname, setNickname] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const come = (event: Event) => {
    event.preventDefault();
    if (nickname.trim() === "") setEmpty(true);
    else onCame(nickname);
  };
  return (
    <form class="stack" noValidate onSubmit={come}>
      <Field
        label={t("roll.nickname")}
        help={t("roll.nickname_help")}
        maxLength={60}
        autocomplete="off"
        spellcheck={false}
        autoFocus
        dir="auto"
        error={isEmpty ? t("log.problem_required") : null}
        value={nickname}
        onInput={(event) => setNickname(event.currentTarget.value)}
      />
      <Button type="submit" weight="primary" wide>
        {t("roll.came")}
      </Button>
    </form>
  );
}
