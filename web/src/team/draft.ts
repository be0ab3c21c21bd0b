// What is being written to a team, kept on this device for this person and team until it is posted.
import { useKeptText } from '../design/kept-text';
import { useDesk } from './desk-context';

export function useDraft(): [string, (text: string) => void] {
  const { me, team } = useDesk();
  return useKeptText(`kith.draft.${me.id}.${team.id}`);
}
