// For who belongs to no team yet, or wants one more: enter an invitation code, or start a team.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { createTeam } from '../api/account-calls';
import { sentenceOf } from '../api/call';
import { TextField } from '../design/text-field';
import { keys } from '../team/keys';

const TEAM_NAME_MAX = 80;

export function JoinWithCode() {
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = readField(event.currentTarget, 'code').split('/').at(-1) ?? '';
    if (code === '') setProblem('Please write the code that your coach gave you.');
    else navigate(`/join/${encodeURIComponent(code)}`);
  };
  return (
    <form className="card gap-4!" noValidate onSubmit={submit}>
      <h2>I have an invitation</h2>
      <TextField
        name="code"
        label="Invitation code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        problem={problem}
      />
      <button type="submit" className="btn min-h-14!">
        Look it up
      </button>
    </form>
  );
}

export function StartTeam() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isMissing, setMissing] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: createTeam,
    onSuccess: async ({ team }) => {
      await client.invalidateQueries({ queryKey: keys.me });
      navigate(`/teams/${team.id}`);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = readField(event.currentTarget, 'name');
    setMissing(name === '');
    if (name !== '' && !isPending) mutate({ name });
  };
  const problem = isMissing ? 'Please give your team a name.' : error ? sentenceOf(error) : undefined;
  return (
    <form className="card gap-4!" noValidate onSubmit={submit}>
      <h2>I want to start a team</h2>
      <p>You will be its coach, and you can invite your friends.</p>
      <TextField
        name="name"
        label="The team’s name"
        hint="Such as Harbour Walkers."
        maxLength={TEAM_NAME_MAX}
        autoComplete="off"
        problem={problem}
      />
      <button type="submit" className="btn min-h-14!" aria-disabled={isPending}>
        {isPending ? 'Starting…' : 'Start the team'}
      </button>
    </form>
  );
}

function readField(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
