// The reader's running pacts in the rail, with whether the others are here. Fetched when the first page is there.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { useNow } from '../design/use-now';
import type { ListedConnection, Pact, User } from '@kith/client';
import { groupOf, partnersOf } from '../pact/pact-standing';
import { useListNews } from '../pact/use-list-news';
import { usePactList } from '../pact/use-pact-list';
import { fetchConnections, peopleKeys } from '../people/people-calls';
import { type RailPact, railPact } from './rail-pact';

/** More are on the pacts' own page. */
const SHOWN_MAX = 4;

export default function RailPacts({ me }: { me: User }) {
  useListNews();
  const { data } = usePactList();
  const { data: connections } = useQuery({ queryKey: peopleKeys.connections, queryFn: fetchConnections });
  const running = data?.pages.flatMap(({ pacts }) => pacts).filter((pact) => groupOf(pact, me.id) === 'running');
  if (!running || running.length === 0) return null;
  return <RailPactList pacts={running.slice(0, SHOWN_MAX)} me={me} connections={connections ?? []} />;
}

interface RailPactListProps {
  pacts: readonly Pact[];
  me: User;
  connections: readonly ListedConnection[];
}

export function RailPactList({ pacts, me, connections }: RailPactListProps) {
  const now = new Date(useNow());
  const rows = pacts.map((pact) => railPact(partnersOf(pact.members, me.id), connections, now));
  return (
    <section className="rail-pacts" aria-labelledby="rail-pacts">
      <h2 id="rail-pacts" className="px-4 text-small! font-medium!">
        Your pacts
      </h2>
      <ul>
        {pacts.map((pact, index) => (
          <li key={pact.id}>
            <PactLink
              pact={pact}
              row={rows[index]}
              isNamesake={rows.some((one, at) => at !== index && one.name === rows[index]?.name)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PactLinkProps {
  pact: Pact;
  row: RailPact | undefined;
  /** Another pact is with the same people: the habit says which one it is. */
  isNamesake: boolean;
}

function PactLink({ pact, row, isNamesake }: PactLinkProps) {
  if (!row) return null;
  const line = isNamesake || row.line === '' ? pact.habitName : row.line;
  return (
    <Link href={`/pacts/${pact.id}`} className="rail-pact">
      <Avatar userName={row.avatar} isSmall isOnline={row.isOnline} />
      <span className="min-w-0 leading-snug">
        <strong className="block">{row.name}</strong>
        <span className="block text-small">{line}</span>
      </span>
    </Link>
  );
}
