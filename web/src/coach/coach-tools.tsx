// A coach's tools beside the feed: who has been quiet, and the goals of the team.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sentenceOf } from '../api/call';
import { fetchCounters } from '../api/team-calls';
import { TryAgain } from '../design/notice';
import type { Counter, TeamId, Thresholds } from '@kith/client';
import { useRoom } from '../team/desk-context';
import { keys } from '../team/keys';
import { coachKeys, fetchMembers, setThresholds } from './coach-calls';
import { GoalsCard } from './goals-card';
import { GoalsDialog } from './goals-dialog';
import { QuietCard } from './quiet-card';

/** Nobody is told when somebody has become quiet: it is asked for. */
const ASKED_EACH_MS = 5 * 60_000;

export default function CoachTools({ team }: { team: TeamId }) {
  const members = useQuery({
    queryKey: coachKeys.members(team),
    queryFn: () => fetchMembers(team),
    staleTime: 0,
    refetchInterval: ASKED_EACH_MS,
    refetchOnWindowFocus: true,
  });
  return (
    // Where the head of the page leads to, on a phone.
    <div id="coach-tools" className="grid min-w-0 gap-4">
      {members.data && <QuietCard members={members.data} />}
      {members.error && !members.data && (
        <TryAgain
          sentence={`Who has been quiet cannot be told now. ${sentenceOf(members.error)}`}
          isBusy={members.isFetching}
          onAgain={() => void members.refetch()}
        />
      )}
      <Goals team={team} />
    </div>
  );
}

function Goals({ team }: { team: TeamId }) {
  const client = useQueryClient();
  const latestWin = useRoom((room) => room.ticker?.at);
  const counters = useQuery({
    // A shared win may be this team's own.
    queryKey: [...keys.counters(team), latestWin],
    queryFn: () => fetchCounters(team),
    placeholderData: (before) => before,
  });
  const [open, setOpen] = useState<{ counter: Counter | undefined }>();
  const save = useMutation({
    mutationFn: ({ counter, goals }: { counter: string; goals: Thresholds }) => setThresholds(team, counter, goals),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.counters(team) });
      setOpen(undefined);
    },
  });
  const show = (counter: Counter | undefined): void => {
    save.reset();
    setOpen({ counter });
  };
  if (!counters.data) return null;
  return (
    <>
      <GoalsCard counters={counters.data} onSet={show} />
      {open && (
        <GoalsDialog
          counter={open.counter}
          onSave={(counter, goals) => save.mutate({ counter, goals })}
          onClose={() => setOpen(undefined)}
          isBusy={save.isPending}
          problem={save.error ? sentenceOf(save.error) : undefined}
        />
      )}
    </>
  );
}
