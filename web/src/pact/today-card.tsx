// Today's check-in: the one thing that is asked of the reader. Done, part of it, or not today; with a note and a picture.
// What was said can be taken back for ten seconds, and changed all day.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { Checkin, CheckinStatus } from '@kith/client';
import {
  type CheckinWords,
  NOTE_MAX,
  noteLabel,
  pictureFor,
  STATUS_BUTTON,
  type TodayFacts,
  todayLine,
  todayTitle,
} from './checkin-words';
import { WillBeSent } from '../live/will-be-sent';
import { DayMark } from './day-mark';
import { NoteField } from './note-field';
import { PictureField } from './picture-field';

export interface TodayCardProps {
  facts: TodayFacts;
  /** What the reader has said of today. */
  checkin: Checkin | undefined;
  problem: string | undefined;
  /** What was written before, where it was taken back or could not be kept. */
  written: CheckinWords;
  /** Takes back what was just said; `undefined` when its time is over. */
  onUndo: (() => void) | undefined;
  /** `false` if it could not be kept. */
  onLog: (status: CheckinStatus, words: CheckinWords) => Promise<boolean>;
  /** What else belongs here: a picture that did not go through, yesterday. */
  children?: ReactNode;
}

export function TodayCard(props: TodayCardProps) {
  const { facts, checkin, written, problem, onUndo, onLog, children } = props;
  // What is being written stays when what was said before is sent meanwhile.
  const [isChanging, setChanging] = useState(false);
  const [acts, setActs] = useState(0);
  const isForm = checkin === undefined || isChanging;
  const isWaiting = facts.kept === 'waiting';
  const names = facts.others.map(({ name }) => name);
  const act = (): void => setActs((before) => before + 1);
  const log = async (status: CheckinStatus, words: CheckinWords): Promise<void> => {
    if (!(await onLog(status, words))) return;
    setChanging(false);
    act();
  };
  const undo = (): void => {
    onUndo?.();
    act();
  };
  return (
    <section className="card gap-4!" aria-label="Today">
      <div className="flex items-start gap-4">
        {checkin && <Said status={checkin.status} isWaiting={isWaiting} />}
        <div className="min-w-0">
          <Title text={todayTitle(facts)} acts={acts} />
          <p>{todayLine(facts)}</p>
          {/* Always in the page, so that a screen reader hears what comes into it. */}
          <p role="status" className="mt-1 text-strong empty:hidden" data-testid="checkin-waits">
            {isWaiting && <WillBeSent />}
          </p>
        </div>
      </div>
      {isForm ? (
        <CheckinForm
          key={isChanging ? 'change' : 'new'}
          start={isChanging ? { note: checkin?.notes ?? '', picture: undefined } : written}
          status={checkin?.status}
          names={names}
          onLog={log}
          onKeep={checkin && (() => setChanging(false))}
        />
      ) : (
        <SaidToday
          checkin={checkin}
          undoText={isWaiting ? 'Take it back' : 'Undo'}
          onUndo={onUndo && undo}
          onChange={() => setChanging(true)}
        />
      )}
      {problem !== undefined && <Problem>{problem}</Problem>}
      {children}
    </section>
  );
}

/** Where the button that was pressed is gone, reading goes on at what became of it. */
function Title({ text, acts }: { text: string; acts: number }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (acts > 0) ref.current?.focus({ preventScroll: true });
  }, [acts]);
  return (
    <h2 ref={ref} tabIndex={-1}>
      {text}
    </h2>
  );
}

interface SaidTodayProps {
  checkin: Checkin;
  undoText: string;
  onUndo: (() => void) | undefined;
  onChange: () => void;
}

function SaidToday({ checkin, undoText, onUndo, onChange }: SaidTodayProps) {
  return (
    <div className="grid gap-3">
      {checkin.notes !== undefined && <p className="whitespace-pre-line">“{checkin.notes}”</p>}
      <div className="flex flex-wrap gap-2">
        {onUndo && (
          <button type="button" className="btn" onClick={onUndo}>
            <Icon name="undo" isSmall />
            {undoText}
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

function Said({ status, isWaiting }: { status: CheckinStatus; isWaiting: boolean }) {
  return (
    <span className="mine flex-none">
      <DayMark state={status} isWaiting={isWaiting} className="size-12!" />
    </span>
  );
}

export interface CheckinFormProps {
  start: CheckinWords;
  /** What is said already. */
  status: CheckinStatus | undefined;
  names: readonly string[];
  onLog: (status: CheckinStatus, words: CheckinWords) => Promise<void>;
  /** Leaves what is said as it is. */
  onKeep: (() => void) | undefined;
}

export function CheckinForm({ start, status, names, onLog, onKeep }: CheckinFormProps) {
  const [note, setNote] = useState(start.note);
  const [picture, setPicture] = useState(start.picture);
  const isKeeping = useRef(false);
  const canSend = [...note].length <= NOTE_MAX;
  const log = (said: CheckinStatus) => (): void => {
    // Two presses are one.
    if (!canSend || isKeeping.current) return;
    isKeeping.current = true;
    void onLog(said, { note: note.trim(), picture }).finally(() => {
      isKeeping.current = false;
    });
  };
  return (
    <>
      {status === undefined ? (
        <button type="button" className="btn btn-gold btn-hero" aria-disabled={!canSend} onClick={log('completed')}>
          <Icon name="check" />
          {STATUS_BUTTON.completed}
        </button>
      ) : (
        <Choice said="completed" now={status} canSend={canSend} onChoose={log('completed')} />
      )}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-2">
        <Choice said="partial" now={status} canSend={canSend} onChoose={log('partial')} />
        <Choice said="skipped" now={status} canSend={canSend} onChoose={log('skipped')} />
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

interface ChoiceProps {
  said: CheckinStatus;
  /** What is said already. */
  now: CheckinStatus | undefined;
  canSend: boolean;
  onChoose: () => void;
}

/** Says of itself whether it is what stands now. */
function Choice({ said, now, canSend, onChoose }: ChoiceProps) {
  const isNow = said === now;
  return (
    <button
      type="button"
      className="btn"
      aria-pressed={now === undefined ? undefined : isNow}
      aria-disabled={!canSend}
      onClick={onChoose}
    >
      {isNow && <Icon name="check" isSmall />}
      {isNow ? `${STATUS_BUTTON[said]} (now)` : STATUS_BUTTON[said]}
    </button>
  );
}
