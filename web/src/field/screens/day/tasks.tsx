import { useMemo, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { type Base, knownBase } from "../../../store/save";
import { Button, List, ListRow, Segmented, Sheet, toast } from "../../../ui";
import { phone } from "../../around";
import { buildDismissal } from "../../model/build/deeds";
import type { OpenTask } from "../../model/tasks";
import { dayAt } from "../../model/time";
import type { Somebody } from "../../model/views/today";
import { now, zone } from "../log/desk";
import { NotSaved } from "../log/saved";
import { dayWord, nameOf } from "../log/words";
import { useAbout } from "./open-person";
import { dayTitle, dismissalChoices, taskWord } from "./words";

type Listed = OpenTask & Somebody;

/** Tasks, each with what it asks. `named`: of several people, so that each says whose it is. */
export function TaskList({ tasks, named = false }: { tasks: Listed[]; named?: boolean }) {
  const [chosen, setChosen] = useState<Listed | null>(null);
  return (
    <>
      <List>
        {tasks.map((task) => (
          <ListRow
            key={task.id}
            icon={task.state === "overdue" ? "attention" : "clock"}
            who={named ? <bdi>{nameOf(task)}</bdi> : taskWord(task.kind)}
            what={named ? taskWord(task.kind) : undefined}
            when={task.dueOn === null || (named && task.state === "due") ? undefined : dayTitle(task.dueOn)}
            onClick={() => setChosen(task)}
          />
        ))}
      </List>
      <Sheet title={chosen === null ? "" : taskWord(chosen.kind)} open={chosen !== null} onClose={() => setChosen(null)} closeLabel={t("close")}>
        {chosen !== null && <TaskChoice key={chosen.id} task={chosen} onDone={() => setChosen(null)} />}
      </Sheet>
    </>
  );
}

/** A task is done by doing what it asks; or she says why it is not to be done. */
function TaskChoice({ task, onDone }: { task: Listed; onDone: () => void }) {
  const about = useAbout();
  const [reason, setReason] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [state, setState] = useState<"open" | "busy" | "failed">("open");
  // The task as she sees it now: which of several she means, its version says.
  const base = useMemo<Base | null>(() => knownBase(phone.desk().contents, "task", task.id), []);

  async function dismiss(): Promise<void> {
    if (state === "busy") return;
    const built = buildDismissal(task.id, reason, base);
    setWrong(built.ok ? null : t(reason === null ? "log.problem_choice" : "person.task_new"));
    if (!built.ok) return;
    setState("busy");
    try {
      await phone.saveAll(built.works);
    } catch {
      setState("failed");
      return;
    }
    toast(t("log.saved"));
    onDone();
  }

  return (
    <div class="stack">
      <p>
        <bdi>{nameOf(task)}</bdi>
        {task.dueOn !== null && <span class="muted"> · {t("person.task_by", { day: dayWord(task.dueOn, dayAt(zone, now())) })}</span>}
      </p>
      <p class="muted">{t("person.task_how")}</p>
      <Button icon="person" wide onClick={() => about(task.personId)}>
        {t("person.open")}
      </Button>
      <div class="two-up">
        <Segmented label={t("person.task_not")} choices={dismissalChoices()} error={wrong} value={reason as ReturnType<typeof dismissalChoices>[number]["value"] | null} onChoose={setReason} />
      </div>
      {state === "failed" && <NotSaved />}
      <Button weight="primary" wide busy={state === "busy"} onClick={() => void dismiss()}>
        {t("log.save")}
      </Button>
    </div>
  );
}
