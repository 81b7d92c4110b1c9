import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Button, ButtonLink, Card, EmptyState } from "../../../ui";
import { phone } from "../../around";
import { holderOf } from "../../model/views/log";
import { keepMarks, readMarks, type WaitingMark, type WaitingMarks } from "../../phone/roll-marks";
import { book } from "./desk";
import { StepTitle } from "./step-title";
import { nameOf, word } from "./words";

/** The marks that wait, read anew whenever something was sent or saved. */
export function useMarks(decided = 0): WaitingMarks[] {
  const [rolls, setRolls] = useState<WaitingMarks[]>([]);
  const turn = phone.standing.value;
  useEffect(() => {
    let isGone = false;
    if (turn !== null) void readMarks(phone.desk()).then((read) => !isGone && setRolls(read));
    return () => {
      isGone = true;
    };
  }, [turn, decided]);
  return rolls;
}

/** Marks that have not arrived: those that wait for a network, and those a colleague made otherwise, which she decides. */
export function MarksScreen() {
  const [turn, setTurn] = useState(0);
  const rolls = useMarks(turn);

  async function decide(roll: WaitingMarks, lineId: string, isHers: boolean): Promise<void> {
    const marks = roll.marks.flatMap((mark) => {
      if (mark.lineId !== lineId) return [mark];
      return isHers ? [{ ...mark, overrules: true }] : [];
    });
    await keepMarks(phone.desk(), { ...roll, marks });
    setTurn((last) => last + 1);
    await phone.sendMarks();
  }

  const clashes = rolls.flatMap((roll) => roll.marks.filter(({ stands, overrules }) => stands !== null && !overrules).map((mark) => ({ roll, mark })));
  const waits = rolls.reduce((sum, { marks }) => sum + marks.length, 0) - clashes.length;
  return (
    <div class="stack">
      <StepTitle step="marks">{t("roll.marks")}</StepTitle>
      {waits > 0 && <p>{t("roll.marks_wait", { count: waits })}</p>}
      {waits + clashes.length === 0 && <EmptyState text={t("roll.marks_none")} />}
      {clashes.map(({ roll, mark }) => (
        <Clash key={mark.lineId} mark={mark} onDecide={(isHers) => void decide(roll, mark.lineId, isHers)} />
      ))}
      <ButtonLink weight="quiet" icon="back" wide href="/log">
        {t("back")}
      </ButtonLink>
    </div>
  );
}

function Clash({ mark: { enrolmentId, attendance, stands }, onDecide }: { mark: WaitingMark; onDecide: (isHers: boolean) => void }) {
  const dossier = book.value === null ? null : holderOf(book.value, enrolmentId);
  const name = nameOf(dossier === null ? null : { alias: dossier.alias, publicCode: dossier.person.publicCode });
  return (
    <Card title={name}>
      <p>{t("roll.marks_yours", { what: word("attendance", attendance) })}</p>
      <p>{t("roll.marks_theirs", { what: word("attendance", stands) })}</p>
      <div class="row">
        <Button onClick={() => onDecide(true)}>{t("roll.marks_use_mine")}</Button>
        <Button onClick={() => onDecide(false)}>{t("roll.marks_use_theirs")}</Button>
      </div>
    </Card>
  );
}
