/** By which name the holder of a lease works: the token stands in the name of each folder in which a copy of his grows. */
export function leasedWorker(lease: string, token: number): string {
  return `lease ${lease} ${token}`;
}

/** Which lease somebody of that name holds, or held; undefined: he works under none. */
export function leaseOfWorker(
  worker: string | undefined,
): { readonly lease: string; readonly token: number } | undefined {
  const [, lease, token] = /^lease (.*) (\d+)$/s.exec(worker ?? "") ?? [];
  return lease === undefined ? undefined : { lease, token: Number(token) };
}
