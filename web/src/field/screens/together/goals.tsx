import { dateOf, t } from "../../../i18n";
import { Icon } from "../../../ui";
import { GOAL_STATUSES, isOf } from "../../model/codes";
import type { Goal } from "../../model/plan";

/** What she wants to reach, in her own words where there are some, and what is done for it. */
export function GoalsSection({ goals, title }: { goals: Goal[]; title: string }) {
  if (goals.length === 0) return null;
  return (
    <section class="section">
      <h2>{title}</h2>
      <ul class="stack">
        {goals.map((goal) => (
          <li key={goal.id} class="card stack-tight">
            <GoalCard goal={goal} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function GoalCard({ goal: { ownWords, description, status, dueOn, actions } }: { goal: Goal }) {
  const said = isOf(GOAL_STATUSES, status) ? t(`together.goal_${status}`) : t("together.goal_not_started");
  return (
    <>
      <h3 dir="auto">{ownWords ?? description ?? t("together.goal_unread")}</h3>
      {ownWords !== null && description !== null && (
        <p class="muted" dir="auto">
          {description}
        </p>
      )}
      <p>{dueOn === null ? said : t("together.goal_until", { status: said, day: dateOf(dueOn) })}</p>
      {actions.length > 0 && (
        <ul class="stack-tight">
          {actions.map(({ id, what, doneOn }) => (
            <li key={id} class="action">
              <Icon name={doneOn === null ? "clock" : "check"} />
              <span>
                <bdi>{what ?? t("together.goal_unread")}</bdi>
                <span class="muted"> · {t(doneOn === null ? "together.to_do" : "together.done")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
