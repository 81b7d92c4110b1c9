import { useState } from "preact/hooks";
import { Button, Checkbox, Chips, DateField, ErrorSummary, Field, type Mend, Segmented, Select, TextArea, TimeField } from "../ui";

const HOW_LONG = [
  { value: "30", label: "30 min" },
  { value: "60", label: "1 hour" },
  { value: "90", label: "1½ hours" },
] as const;
const WHAT = [
  { value: "talk", label: "A talk" },
  { value: "sport", label: "Sport" },
  { value: "way", label: "On the way" },
  { value: "family", label: "With family" },
] as const;
const WRONG: Mend[] = [
  { field: "gallery-when", text: "Say on which day it was." },
  { field: "gallery-how-long", text: "Choose how long it took." },
];

/** What is asked, with and without something to mend. */
export function Fields() {
  const [isWrong, setWrong] = useState(true);
  const [long, setLong] = useState<string | null>(null);
  const [what, setWhat] = useState<string[]>(["talk"]);
  const [isDone, setDone] = useState(true);
  return (
    <section class="gallery-part">
      <h2>Questions</h2>
      {isWrong && <ErrorSummary title="Please look at this" mends={WRONG} />}
      <Field label="Nickname" help="As she is called by her friends." />
      <Field label="How far" unit="km" inputMode="decimal" value="12" readOnly />
      <DateField id="gallery-when" label="On which day" error={isWrong ? WRONG[0]?.text ?? null : null} />
      <TimeField label="At what time" value="14:30" />
      <Select label="Where" options={[{ value: "a", label: "Outside" }, { value: "b", label: "At the centre" }]} />
      <TextArea label="What happened" help="Nobody outside your team reads this." />
      <Segmented id="gallery-how-long" label="How long" choices={HOW_LONG} value={long} onChoose={setLong} error={isWrong ? WRONG[1]?.text ?? null : null} />
      <Chips label="What you did" choices={WHAT} value={what} onChoose={setWhat} />
      <Checkbox label="She was there" help="Leave it open if you do not know." checked={isDone} onTurn={setDone} />
      <Field label="Cannot be changed now" value="Fixed" disabled />
      <Button onClick={() => setWrong(!isWrong)}>{isWrong ? "Mend it" : "Show what is to be mended"}</Button>
    </section>
  );
}
