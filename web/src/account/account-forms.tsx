// The two forms that begin a session: sign in, and make an account. What is wrong is said beside the field, in a
// sentence, and the focus goes there.
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { register, signIn } from '../api/account-calls';
import { sentenceOf } from '../api/call';
import { Problem } from '../design/notice';
import { PasswordField, TextField } from '../design/text-field';
import type { SignedIn } from '@kith/client';
import { session } from './session';

const PASSWORD_MIN = 8;
const NAME_MAX = 60;

type FieldName = 'email' | 'password' | 'userName';
type Problems = Partial<Record<FieldName, string>>;

export function SignInForm() {
  const form = useAccountForm(['email', 'password'], ({ email, password }) => signIn({ email, password }));
  return (
    <AccountForm form={form} action="Sign in" busy="Signing in…">
      <EmailField problem={form.problems.email} />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        problem={form.problems.password}
      />
    </AccountForm>
  );
}

export function RegisterForm() {
  const form = useAccountForm(['userName', 'email', 'password'], ({ email, password, userName }) =>
    register({ email, password, userName, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  );
  return (
    <AccountForm form={form} action="Make my account" busy="Making your account…">
      <TextField
        name="userName"
        label="Your name"
        hint="As your team will see it."
        autoComplete="name"
        maxLength={NAME_MAX}
        required
        problem={form.problems.userName}
      />
      <EmailField problem={form.problems.email} />
      <PasswordField
        name="password"
        label="Password"
        hint="At least 8 letters or digits. A few words in a row are good and easy to keep."
        autoComplete="new-password"
        required
        problem={form.problems.password}
      />
    </AccountForm>
  );
}

function EmailField({ problem }: { problem: string | undefined }) {
  return (
    <TextField
      name="email"
      label="Email address"
      type="email"
      autoComplete="username"
      inputMode="email"
      required
      problem={problem}
    />
  );
}

interface FormState {
  problems: Problems;
  refusal: string | undefined;
  isBusy: boolean;
  submit(event: FormEvent<HTMLFormElement>): void;
}

function AccountForm({
  form,
  action,
  busy,
  children,
}: {
  form: FormState;
  action: string;
  busy: string;
  children: ReactNode;
}) {
  return (
    <form className="grid gap-5" noValidate onSubmit={form.submit}>
      {children}
      {form.refusal !== undefined && <Problem>{form.refusal}</Problem>}
      <button type="submit" className="btn btn-gold" aria-disabled={form.isBusy}>
        {form.isBusy ? busy : action}
      </button>
    </form>
  );
}

function useAccountForm(names: FieldName[], send: (values: Record<FieldName, string>) => Promise<SignedIn>): FormState {
  const [problems, setProblems] = useState<Problems>({});
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const busy = useRef(false);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy.current) return;
    const data = new FormData(event.currentTarget);
    const values = {
      email: textOf(data, 'email').trim(),
      password: textOf(data, 'password'),
      userName: textOf(data, 'userName').trim(),
    };
    const found = check(values, names);
    setProblems(found);
    setRefusal(undefined);
    const first = names.find((name) => found[name] !== undefined);
    if (first) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    busy.current = true;
    setBusy(true);
    send(values)
      .then((signedIn) => session.begin(signedIn))
      .catch((error: unknown) => setRefusal(sentenceOf(error)))
      .finally(() => {
        busy.current = false;
        setBusy(false);
      });
  };
  return { problems, refusal, isBusy, submit };
}

function check(values: Record<FieldName, string>, names: FieldName[]): Problems {
  const isNew = names.includes('userName');
  const problems: Problems = {};
  if (isNew && values.userName === '') problems.userName = 'Please write your name.';
  if (values.email === '') problems.email = 'Please write your email address.';
  else if (!/^\S+@\S+$/.test(values.email))
    problems.email = 'An email address has an @ in it, such as ruth@example.com.';
  if (values.password === '') problems.password = 'Please write your password.';
  else if (isNew && [...values.password].length < PASSWORD_MIN)
    problems.password = `Please use at least ${PASSWORD_MIN} letters or digits.`;
  return problems;
}

function textOf(data: FormData, name: FieldName): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
