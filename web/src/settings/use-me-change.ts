// Changing oneself: the answer is shown everywhere at once.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, sentenceOf } from '../api/call';
import type { Me } from '@kith/client';
import { keys } from '../team/keys';

/** One for each card, so that a problem stands where it happened. */
export function useMeChange() {
  const client = useQueryClient();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: api.account.changeMe,
    onSuccess: (user) => client.setQueryData<Me>(keys.me, (me) => me && { ...me, user }),
  });
  return {
    change: mutate,
    isBusy: isPending,
    isSaved: isSuccess,
    problem: error ? sentenceOf(error) : undefined,
  };
}
