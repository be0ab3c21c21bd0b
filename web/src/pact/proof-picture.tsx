// The picture of a check-in, fetched when it is drawn.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CheckinId, ProofId } from '@kith/client';
import { fetchProofs, fetchThumbnail } from './proof-calls';

/** All pictures of a check-in; `seq` is of the entry that told of one, after which they are asked for again. */
export function ProofPictures({ checkin, seq, alt }: { checkin: CheckinId; seq: number; alt: string }) {
  const { data, isError } = useQuery({
    queryKey: ['proofs', checkin, seq],
    queryFn: () => fetchProofs(checkin),
  });
  if (isError) return <p className="text-small">The picture cannot be shown right now.</p>;
  return data?.map((proof) => <ProofPicture key={proof} proof={proof} alt={alt} />);
}

export function ProofPicture({ proof, alt }: { proof: ProofId; alt: string }) {
  const { data, isError } = useQuery({ queryKey: ['proof', proof], queryFn: () => fetchThumbnail(proof) });
  const source = useObjectUrl(data);
  if (isError) return <p className="text-small">The picture cannot be shown right now.</p>;
  if (source === undefined) return <span className="skeleton block h-40 w-full max-w-60" />;
  return <img src={source} alt={alt} className="max-h-60 w-full max-w-60 rounded-md object-cover" />;
}

/** An address of a blob in this page, given back when it is no longer shown. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [shown, setShown] = useState<{ blob: Blob; url: string }>();
  useEffect(() => {
    if (!blob) return undefined;
    const url = URL.createObjectURL(blob);
    // The address is made where it can be given back, and is drawn after that.
    queueMicrotask(() => setShown({ blob, url }));
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return shown?.blob === blob ? shown?.url : undefined;
}
