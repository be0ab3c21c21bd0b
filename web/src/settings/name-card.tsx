// The name that others see, and the reader's own names.
import { type FormEvent, useState } from 'react';
import { Problem } from '../design/notice';
import { TextField } from '../design/text-field';
import type { User } from '@kith/client';
import type { MeChange } from '@kith/client';

interface NameCardProps {
  me: Pick<User, 'userName' | 'firstName' | 'lastName'>;
  onSave: (change: MeChange) => void;
  isBusy: boolean;
  isSaved: boolean;
  problem: string | undefined;
}

/** In characters; the server's own limit. */
const NAME_MAX = 60;

export function NameCard({ me, onSave, isBusy, isSaved, problem }: NameCardProps) {
  const [names, setNames] = useState({
    userName: me.userName,
    firstName: me.firstName ?? '',
    lastName: me.lastName ?? '',
  });
  const [isMissing, setMissing] = useState(false);
  const change = changedNames(me, names);
  const isChanged = Object.keys(change).length > 0;
  const field = (name: keyof typeof names) => ({
    value: names[name],
    maxLength: NAME_MAX,
    onChange: (event: { currentTarget: { value: string } }) =>
      setNames({ ...names, [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isEmpty = names.userName.trim() === '';
    setMissing(isEmpty);
    if (!isEmpty && isChanged && !isBusy) onSave(change);
  };
  return (
    <form className="card gap-4!" noValidate onSubmit={submit} aria-labelledby="your-name">
      <h2 id="your-name">Your name</h2>
      <TextField
        {...field('userName')}
        label="Name that others see"
        autoComplete="nickname"
        problem={isMissing ? 'Please write a name. Your friends know you by it.' : undefined}
      />
      <div className="grid gap-4 @min-[28rem]:grid-cols-2">
        <TextField {...field('firstName')} label="First name, if you like" autoComplete="given-name" />
        <TextField {...field('lastName')} label="Last name, if you like" autoComplete="family-name" />
      </div>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button type="submit" className="btn min-h-14!" aria-disabled={!isChanged || isBusy}>
          {isBusy ? 'Saving…' : 'Save the name'}
        </button>
        <p role="status">{isSaved && !isChanged && 'Saved. Your friends see it from now on.'}</p>
      </div>
    </form>
  );
}

function changedNames(
  me: NameCardProps['me'],
  names: { userName: string; firstName: string; lastName: string },
): MeChange {
  const change: MeChange = {};
  if (names.userName.trim() !== me.userName) change.userName = names.userName.trim();
  if (names.firstName.trim() !== (me.firstName ?? '')) change.firstName = names.firstName.trim();
  if (names.lastName.trim() !== (me.lastName ?? '')) change.lastName = names.lastName.trim();
  return change;
}
