// Marks what is unread: a dot, and the word beside it.

export function NewMark() {
  return (
    <span className="inline-flex flex-none items-center gap-1.5 text-small font-semibold text-gold">
      <span className="size-2.5 rounded-full bg-gold" aria-hidden="true" />
      New
    </span>
  );
}
