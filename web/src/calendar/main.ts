import "../ui/style.css";
import "./calendar.css";

/** What stands where the app stood: this month, and nothing else. */
function draw(into: HTMLElement, today: Date): void {
  const language = navigator.language;
  const first = new Date(today.getFullYear(), today.getMonth(), 1);
  const title = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(today);
  const heading = Object.assign(document.createElement("h1"), { textContent: title });
  const grid = document.createElement("ol");
  grid.className = "days";
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
  for (let day = 0; day < 7; day += 1) {
    // 2 January 2000 was a Sunday.
    grid.append(cell(weekday.format(new Date(2000, 0, 2 + day)), "day-name"));
  }
  for (let blank = 0; blank < first.getDay(); blank += 1) grid.append(cell("", "day-blank"));
  const last = new Date(today.getFullYear(), today.getMonth() + 1, 0).getDate();
  for (let day = 1; day <= last; day += 1) grid.append(cell(String(day), day === today.getDate() ? "day day-today" : "day"));
  into.replaceChildren(heading, grid);
}

function cell(text: string, look: string): HTMLElement {
  return Object.assign(document.createElement("li"), { textContent: text, className: look });
}

const place = document.getElementById("calendar");
document.documentElement.dataset["theme"] = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
if (place !== null) draw(place, new Date());
