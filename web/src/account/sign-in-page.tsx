// Signs in, or makes an account. The address of the page stays, so that one comes out where one wanted to go.
import { useEffect, useState } from 'react';
import { Doorway } from './doorway';
import { RegisterForm, SignInForm } from './account-forms';
import { session } from './session';

export function SignInPage() {
  const [isNew, setNew] = useState(false);
  const reason = session.endReason();
  useEffect(() => {
    document.title = 'Sign in · Kith';
  }, []);

  return (
    <Doorway>
      {reason !== undefined && (
        <p className="card border-gold-line!" role="alert">
          {reason}
        </p>
      )}
      <section className="card gap-5!">
        <h1>{isNew ? 'Welcome to Kith' : 'Welcome back'}</h1>
        {isNew ? <RegisterForm /> : <SignInForm />}
      </section>
      <p className="flex flex-wrap items-center gap-x-2 px-1">
        {isNew ? 'You have an account?' : 'New here?'}
        <button type="button" className="btn btn-text" onClick={() => setNew(!isNew)}>
          {isNew ? 'Sign in' : 'Make an account'}
        </button>
      </p>
    </Doorway>
  );
}
