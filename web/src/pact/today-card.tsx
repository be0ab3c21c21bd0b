// Today's check-in: the one thing that is asked of the reader. Done, part of it, or not today; with a note and a picture.
// What was said can be taken back for ten seconds, and changed all day.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { Checkin, CheckinStatus } from '@kith/client';
import {
  NOTE_MAX,
  noteLabel,
  pictureFor,
  STATUS_BUTTON,
  type TodayFacts,
  todayLine,
  todayTitle,
} from './checkin-words';
import { NoteField } from './note-field';
import { PictureField } from './picture-field';

export interface CheckinWords {
  note: string;
  picture: Blob | undefined;
}

export interface TodayCardProps {
  facts: TodayFacts;
  /** What the reader has said of today. */
  checkin: Checkin | undefined;
  isSending: boolean;
  problem: string | undefined;
  /** Takes back what was just said; `undefined` when its time is over. */
  onUndo: (() => void) | undefined;
  onLog: (status: CheckinStatus, words: CheckinWords) => void;
  /** What else belongs here: a picture that did not go through, yesterday. */
  children?: ReactNode;
}

export function TodayCard(props: TodayCardProps) {
  const { facts, checkin, isSending, problem, onUndo, onLog, children } = props;
  // What is changed is what was said then: once something else is said, it is over.
  const [changed, setChanged] = useState<Checkin>();
  const [written, setWritten] = useState('');
  const [hasActed, setActed] = useState(false);
  const isForm = checkin === undefined || changed === checkin;
  const names = facts.others.map(({ name }) => name);
  const log = (status: CheckinStatus, words: CheckinWords): void => {
    setActed(true);
    setWritten(words.note);
    onLog(status, words);
  };
  const undo = (): void => {
    setActed(true);
    onUndo?.();
  };
  return (
    <section className="card gap-4!" aria-label="Today">
      <div className="flex items-start gap-4">
        {checkin && <Said status={checkin.status} />}
        <div className="min-w-0">
          <Title key={`${checkin?.id}-${checkin?.status}`} text={todayTitle(facts)} takesFocus={hasActed} />
          <p>{todayLine(facts)}</p>
        </div>
      </div>
      {isForm ? (
        <CheckinForm
          key={checkin?.id ?? 'new'}
          start={checkin ? (checkin.notes ?? '') : written}
          status={checkin?.status}
          names={names}
          isSending={isSending}
          onLog={log}
          onKeep={checkin && (() => setChanged(undefined))}
        />
      ) : (
        <SaidToday checkin={checkin} onUndo={onUndo && undo} onChange={() => setChanged(checkin)} />
      )}
      {problem !== undefined && <Problem>{problem}</Problem>}
      {children}
    </section>
  );
}

/** Where the button that was pressed is gone, reading goes on at what became of it. */
function Title({ text, takesFocus }: { text: string; takesFocus: boolean }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const [isNew] = useState(takesFocus);
  useEffect(() => {
    if (isNew) ref.current?.focus({ preventScroll: true });
  }, [isNew]);
  return (
    <h2 ref={ref} tabIndex={-1}>
      {text}
    </h2>
  );
}

interface SaidTodayProps {
  checkin: Checkin;
  onUndo: (() => void) | undefined;
  onChange: () => void;
}

function SaidToday({ checkin, onUndo, onChange }: SaidTodayProps) {
  return (
    <div className="grid gap-3">
      {checkin.notes !== undefined && <p className="whitespace-pre-line">“{checkin.notes}”</p>}
      <div className="flex flex-wrap gap-2">
        {onUndo && (
          <button type="button" className="btn" onClick={onUndo}>
            <Icon name="undo" isSmall />
            Undo
          </button>
        )}
        <button type="button" className="btn btn-quiet" onClick={onChange}>
          <Icon name="pencil" isSmall />
          Change it
        </button>
      </div>
    </div>
  );
}

function Said({ status }: { status: CheckinStatus }) {
  const look = status === 'completed' ? 'day-done' : status === 'partial' ? 'day-part' : 'day-skipped';
  return (
    <span className="mine flex-none">
      <span className={`day size-12! ${look}`} aria-hidden="true">
        {status === 'completed' && <Icon name="check" />}
        {status === 'skipped' && <Icon name="minus" />}
      </span>
    </span>
  );
}

interface CheckinFormProps {
  start: string;
  /** What is said already. */
  status: CheckinStatus | undefined;
  names: readonly string[];
  isSending: boolean;
  onLog: (status: CheckinStatus, words: CheckinWords) => void;
  /** Leaves what is said as it is. */
  onKeep: (() => void) | undefined;
}

function CheckinForm({ start, status, names, isSending, onLog, onKeep }: CheckinFormProps) {
  const [note, setNote] = useState(start);
  const [picture, setPicture] = useState<Blob>();
  const canSend = !isSending && [...note].length <= NOTE_MAX;
  const log = (said: CheckinStatus) => (): void => {
    if (canSend) onLog(said, { note: note.trim(), picture });
  };
  return (
    <>
      <button
        type="button"
        className="btn btn-gold btn-hero"
        aria-disabled={!canSend}
        aria-label={isSending ? 'Sending…' : STATUS_BUTTON.completed}
        onClick={log('completed')}
      >
        <Icon name="check" />
        {isSending ? 'Sending…' : STATUS_BUTTON.completed}
      </button>
      <div className="grid grid-cols-2 gap-2">
        <button type="button" className="btn" aria-disabled={!canSend} onClick={log('partial')}>
          {STATUS_BUTTON.partial}
        </button>
        <button type="button" className="btn" aria-disabled={!canSend} onClick={log('skipped')}>
          {STATUS_BUTTON.skipped}
        </button>
      </div>
      <NoteField label={noteLabel(names)} note={note} onNote={setNote} />
      <PictureField picture={picture} forWhom={pictureFor(names)} onPicture={setPicture} />
      {onKeep && (
        <div className="flex flex-wrap gap-2">
          {status !== undefined && (
            <button type="button" className="btn" aria-disabled={!canSend} onClick={log(status)}>
              Save the note
            </button>
          )}
          <button type="button" className="btn btn-text" onClick={onKeep}>
            Leave it as it is
          </button>
        </div>
      )}
    </>
  );
}
