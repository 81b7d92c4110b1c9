import {
  Bell,
  CalendarDays,
  Camera,
  Check,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  Clock,
  Ellipsis,
  Inbox,
  Info,
  KeyRound,
  LifeBuoy,
  Lock,
  LogOut,
  MessageSquare,
  NotebookPen,
  Phone,
  RefreshCw,
  Share2,
  TriangleAlert,
  UserRound,
  Users,
  X,
} from "lucide-preact";

/** What is used of Lucide, by what it stands for here. Import only what a screen needs. */
const ICONS = {
  attention: TriangleAlert,
  back: ChevronLeft,
  bell: Bell,
  camera: Camera,
  check: Check,
  clock: Clock,
  close: X,
  critical: CircleAlert,
  good: CircleCheck,
  help: LifeBuoy,
  inbox: Inbox,
  info: Info,
  key: KeyRound,
  leave: LogOut,
  lock: Lock,
  log: NotebookPen,
  message: MessageSquare,
  more: Ellipsis,
  next: ChevronRight,
  people: Users,
  person: UserRound,
  phone: Phone,
  send: RefreshCw,
  share: Share2,
  today: CalendarDays,
} as const;

/** Which icon. */
export type IconName = keyof typeof ICONS;

/** Those that point along the line of reading. */
const TURNING: ReadonlySet<IconName> = new Set(["back", "next", "leave"]);

/** An icon beside a word: it says nothing by itself, and is not read out. */
export function Icon({ name }: { name: IconName }) {
  const Drawing = ICONS[name];
  return <Drawing class={TURNING.has(name) ? "icon icon-turns" : "icon"} size={20} strokeWidth={1.75} aria-hidden="true" />;
}
