// What one person was told of a pact, as it came over the wire.

export interface Recording {
  readonly dialect: 'plain' | 'action';
  /** Who was told. */
  readonly me: string;
  readonly pactId: string;
  /** All messages of each connection, in order. */
  readonly sessions: readonly (readonly unknown[])[];
}
