// Coming in: the pages before anybody is signed in.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RegisterForm, SignInForm } from '../account/account-forms';
import { JoinWithCode, StartTeam } from '../account/no-team-page';
import type { State, States } from './states';

const client = new QueryClient();
const inside = (element: React.ReactElement): React.ReactElement => (
  <QueryClientProvider client={client}>{element}</QueryClientProvider>
);

const states: State[] = [
  { name: 'Sign in', element: inside(<SignInForm />) },
  { name: 'Make an account', element: inside(<RegisterForm />) },
  { name: 'Join with a code', element: inside(<JoinWithCode />) },
  { name: 'Start a team', element: inside(<StartTeam />) },
];

export default { title: 'Account', states } satisfies States;
