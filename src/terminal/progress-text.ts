import type { ProgressEvent } from '../core/events.ts';
import { durationText } from '../core/plain-units.ts';
import { oneLine } from './plain-text.ts';

/** `Compare: 3,000 of 10,000 documents (30 %), 1,200 a second, 6 s left; comparing shop.orders`. */
export function progressText({ title, time, done, total, unit, rate, eta, detail }: ProgressEvent): string {
  const share = total === undefined || total === 0 ? '' : ` (${Math.floor((done / total) * 100)} %)`;
  const parts = [
    `${plain(done)}${total === undefined ? '' : ` of ${plain(total)}`} ${oneLine(unit)}${share}`,
    rate === undefined ? '' : `${rate < 10 ? rate : plain(Math.round(rate))} a second`,
    eta === undefined ? '' : `${durationText(Date.parse(eta) - Date.parse(time))} left`,
  ];
  const at = detail === undefined || detail === '' ? '' : `; ${oneLine(detail)}`;
  return `${oneLine(title)}: ${parts.filter((part) => part !== '').join(', ')}${at}`;
}

function plain(count: number): string {
  return count.toLocaleString('en');
}
