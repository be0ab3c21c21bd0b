// The shape of what is on its way. Still, since what moves draws the eye to nothing.

export function CardSkeleton() {
  return (
    <div className="card" aria-hidden="true">
      <div className="flex items-center gap-3">
        <span className="skeleton size-12 rounded-full" />
        <span className="grid flex-1 gap-2">
          <span className="skeleton h-5 w-2/5" />
          <span className="skeleton h-4 w-1/4" />
        </span>
      </div>
      <span className="skeleton h-5 w-full" />
      <span className="skeleton h-5 w-3/4" />
    </div>
  );
}

export function FeedSkeleton({ says = 'Posts are loading.' }: { says?: string }) {
  return (
    <div className="grid gap-4" role="status">
      <span className="sr-only">{says}</span>
      <CardSkeleton />
      <CardSkeleton />
      <CardSkeleton />
    </div>
  );
}
