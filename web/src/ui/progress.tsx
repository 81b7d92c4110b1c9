/** How far something is, in words too. Without `value` nobody knows how long it takes. */
export function Progress({ label, value, max = 1 }: { label: string; value?: number; max?: number }) {
  return (
    <label class="progress">
      <span role="status">{label}</span>
      {value === undefined ? <progress /> : <progress value={value} max={max} />}
    </label>
  );
}
