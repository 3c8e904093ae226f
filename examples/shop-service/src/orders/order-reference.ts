let sequence = 0;

/** The number printed on the invoice: the day and a running number, such as `20260314-0042`. */
export function nextOrderReference(now: Date = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  sequence += 1;
  return `${day}-${String(sequence).padStart(4, '0')}`;
}
