// Leads from news about a post to the post in its team.
import { useQuery } from '@tanstack/react-query';
import { Link, Redirect } from 'wouter';
import { CallFailed, sentenceOf } from '../api/call';
import { fetchPost } from '../api/team-calls';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { PostId } from '@kith/client';
import { keys } from '../team/keys';

export default function PostPlace({ post }: { post: PostId }) {
  const { data, error, isFetching, refetch } = useQuery({ queryKey: keys.post(post), queryFn: () => fetchPost(post) });
  if (data) return <Redirect to={`/teams/${data.teamId}/posts/${data.id}`} replace />;
  const isGone = error instanceof CallFailed && !error.temporary;
  return (
    <main id="main" className="main-column pt-6">
      {!error && <FeedSkeleton />}
      {isGone && (
        <div className="card">
          <h1>This was said in a conversation</h1>
          <p>You find what you wrote among your messages.</p>
          <Link href="/messages" className="btn justify-self-start">
            Go to your messages
          </Link>
        </div>
      )}
      {error && !isGone && <TryAgain sentence={sentenceOf(error)} isBusy={isFetching} onAgain={() => void refetch()} />}
    </main>
  );
}
