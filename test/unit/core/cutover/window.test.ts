import { describe, expect, it } from 'vitest';
import { CutoverWindow, phaseOf } from '../../../../src/core/cutover/cutover-window.ts';
import { parseWindow } from '../../../../src/core/cutover/window.ts';
import { caught } from '../../../support/caught.ts';

/** A Sunday. */
const sunday = '2026-11-29T16:00:00.000Z';
const parsed = (text: string, now = sunday, machineZone = 'Europe/Berlin') =>
  parseWindow(text, { now: new Date(now), machineZone });
const refused = (text: string, now = sunday, machineZone = 'Europe/Berlin') =>
  caught(Promise.resolve().then(() => parsed(text, now, machineZone)));
const berlin = '02:00-04:00 Europe/Berlin';

describe('a window for the cutover', () => {
  it('is told as instants, with the zone, and in words that no zone can be mistaken about', () => {
    expect(parsed(`Sat ${berlin}`)).toEqual({
      from: '2026-12-05T01:00:00.000Z',
      until: '2026-12-05T03:00:00.000Z',
      zone: 'Europe/Berlin',
      words: 'Sat 5 Dec 2026, 02:00 to 04:00 Europe/Berlin (01:00 to 03:00 UTC)',
    });
  });

  it('fits the schema by which it is kept', () => {
    expect(CutoverWindow.parse(parsed(`Sat ${berlin}`))).toEqual(parsed(`Sat ${berlin}`));
  });

  it.each([
    ['a weekday as a word', `Saturday ${berlin}`],
    ['in small letters', `saturday ${berlin}`],
    ['cut off with a full stop', `Sat. ${berlin}`],
    ['with a comma', `Sat, ${berlin}`],
    ['a date', `2026-12-05 ${berlin}`],
    ['without a leading zero', 'Sat 2:00-4:00 Europe/Berlin'],
    ['with blanks', '  Sat   02:00 - 04:00   Europe/Berlin '],
    ['with a dash that is pasted', 'Sat 02:00–04:00 Europe/Berlin'],
    ['its zone in small letters', 'Sat 02:00-04:00 europe/berlin'],
    ['an offset', 'Sat 02:00-04:00 +01:00'],
    ['another zone', 'Fri 20:00-22:00 America/New_York'],
    ['UTC', 'Sat 01:00-03:00 UTC'],
    ['Z', 'Sat 01:00-03:00 Z'],
    ['two instants', '2026-12-05T01:00Z/2026-12-05T03:00Z'],
    ['two instants with blanks', '2026-12-05T01:00Z / 2026-12-05T03:00Z'],
    ['two instants with seconds and offsets', '2026-12-05T02:00:00+01:00/2026-12-04T22:00:00-05:00'],
  ])('can be written as %s', (_, text) => {
    expect(parsed(text)).toMatchObject({ from: '2026-12-05T01:00:00.000Z', until: '2026-12-05T03:00:00.000Z' });
  });

  it('names the zone of this machine where none is given', () => {
    expect(parsed('Sat 02:00-04:00', sunday, 'America/New_York')).toEqual({
      from: '2026-12-05T07:00:00.000Z',
      until: '2026-12-05T09:00:00.000Z',
      zone: 'America/New_York',
      words: "Sat 5 Dec 2026, 02:00 to 04:00 America/New_York, this machine's time zone (07:00 to 09:00 UTC)",
    });
  });

  it.each([
    ['days later', sunday, `Sat ${berlin}`, '2026-12-05'],
    ['today', '2026-12-05T00:59:59Z', `Sat ${berlin}`, '2026-12-05'],
    ['now, while it is open', '2026-12-05T02:59:59Z', `Sat ${berlin}`, '2026-12-05'],
    ['a week later, from its very end on', '2026-12-05T03:00:00Z', `Sat ${berlin}`, '2026-12-12'],
    ['on the day that it is in its zone', '2026-12-04T23:30:00Z', 'Sat 00:00-02:00 Europe/Berlin', '2026-12-04'],
    ['since yesterday, over midnight', '2026-12-05T23:30:00Z', 'Sat 23:00-01:00 Europe/Berlin', '2026-12-05'],
    [
      'a week later, once midnight and it are over',
      '2026-12-06T00:00:00Z',
      'Sat 23:00-01:00 Europe/Berlin',
      '2026-12-12',
    ],
    ['today where yesterday was another day', '2026-12-06T23:30:00Z', 'Mon 23:00-01:00 Europe/Berlin', '2026-12-07'],
    [
      'a week later, where the clocks were put forward over this one',
      '2027-03-28T10:00:00Z',
      'Sun 02:00-04:00 Europe/Berlin',
      '2027-04-04',
    ],
  ])('of a weekday is the next that is not over: %s', (_, now, text, date) => {
    expect(parsed(text, now).from.slice(0, 10)).toBe(date);
  });

  it.each([
    [
      'over midnight',
      'Sat 23:00-01:00 Europe/Berlin',
      'Sat 5 Dec 2026, 23:00 to Sun 6 Dec 2026, 01:00 Europe/Berlin (22:00 to 00:00 UTC)',
    ],
    ['to midnight', 'Sat 22:00-24:00 UTC', 'Sat 5 Dec 2026, 22:00 to Sun 6 Dec 2026, 00:00 UTC'],
    ['to the same midnight', 'Sat 22:00-00:00 UTC', 'Sat 5 Dec 2026, 22:00 to Sun 6 Dec 2026, 00:00 UTC'],
    ['a whole day', 'Sat 00:00-24:00 UTC', 'Sat 5 Dec 2026, 00:00 to Sun 6 Dec 2026, 00:00 UTC'],
    ['at the end of a year', '2026-12-31 23:00-01:00 UTC', 'Thu 31 Dec 2026, 23:00 to Fri 1 Jan 2027, 01:00 UTC'],
    [
      'on a day that is another one in UTC',
      'Sat 01:30-03:00 Asia/Tokyo',
      'Sat 5 Dec 2026, 01:30 to 03:00 Asia/Tokyo (Fri 4 Dec 2026, 16:30 to 18:00 UTC)',
    ],
    ['of instants', '2026-12-05T22:00Z/2026-12-07T04:00Z', 'Sat 5 Dec 2026, 22:00 to Mon 7 Dec 2026, 04:00 UTC'],
    [
      'in which the clocks are put forward',
      '2027-03-28 01:00-04:00 Europe/Berlin',
      'Sun 28 Mar 2027, 01:00 to 04:00 Europe/Berlin (00:00 to 02:00 UTC; the clocks change in between: 2 h)',
    ],
    [
      'in which the clocks are put back',
      '2027-10-31 01:00-04:00 Europe/Berlin',
      'Sun 31 Oct 2027, 01:00 to 04:00 Europe/Berlin (Sat 30 Oct 2027, 23:00 to Sun 31 Oct 2027, 03:00 UTC; the clocks change in between: 4 h)',
    ],
  ])('says when it is: %s', (_, text, words) => {
    expect(parsed(text).words).toBe(words);
  });

  it.each([
    [
      'begins',
      '2027-03-28 02:30-04:00 Europe/Berlin',
      'There is no 02:30 on Sun 28 Mar 2027 in Europe/Berlin: the clocks are put forward over it.',
      '03:00',
    ],
    [
      'ends',
      '2027-03-28 01:00-02:00 Europe/Berlin',
      'There is no 02:00 on Sun 28 Mar 2027 in Europe/Berlin: the clocks are put forward over it.',
      '03:00',
    ],
    [
      'ends on the next day',
      'Sat 23:00-02:15 America/New_York',
      'There is no 02:15 on Sun 14 Mar 2027 in America/New_York: the clocks are put forward over it.',
      '03:00',
    ],
    [
      'falls into half an hour',
      '2027-10-03 02:10-04:00 Australia/Lord_Howe',
      'There is no 02:10 on Sun 3 Oct 2027 in Australia/Lord_Howe: the clocks are put forward over it.',
      '02:30',
    ],
    [
      'begins with its day',
      '2027-03-28 00:00-04:00 Asia/Beirut',
      'There is no 00:00 on Sun 28 Mar 2027 in Asia/Beirut: the clocks are put forward over it.',
      '01:00',
    ],
  ])('that %s where the clocks are put forward is refused', async (_, text, message, next) => {
    expect(await refused(text, '2027-03-08T00:00:00Z')).toMatchObject({
      kind: 'usage',
      code: 'WINDOW_CLOCKS',
      message,
      fix: `Name a time that there is, such as ${next}.`,
    });
  });

  it('that begins or ends at a time that comes twice is refused, with both', async () => {
    for (const text of ['2027-10-31 02:30-04:00 Europe/Berlin', '2027-10-31 01:00-02:30 Europe/Berlin']) {
      expect(await refused(text)).toMatchObject({
        kind: 'usage',
        code: 'WINDOW_CLOCKS',
        message: 'There are two times 02:30 on Sun 31 Oct 2027 in Europe/Berlin: the clocks are put back.',
        fix: 'Say which is meant, with the window as two instants (FROM/UNTIL): the first is 2027-10-31T02:30+02:00, the second 2027-10-31T02:30+01:00.',
      });
    }
  });

  it('can be meant by either of the two, as the advice says', () => {
    expect(parsed('2027-10-31T02:30+02:00/2027-10-31T02:30+01:00')).toMatchObject({
      from: '2027-10-31T00:30:00.000Z',
      until: '2027-10-31T01:30:00.000Z',
    });
  });

  it.each([
    [
      'a date',
      '2026-11-28 02:00-04:00 Europe/Berlin',
      'Sat 28 Nov 2026, 02:00 to 04:00 Europe/Berlin (01:00 to 03:00 UTC)',
      '1 d 13 h ago',
    ],
    ['instants', '2026-11-29T15:00Z/2026-11-29T16:00Z', 'Sun 29 Nov 2026, 15:00 to 16:00 UTC', 'just now'],
  ])('that is over is refused: %s', async (_, text, words, ago) => {
    expect(await refused(text)).toMatchObject({
      kind: 'usage',
      code: 'WINDOW_OVER',
      message: `The window "${text}" is over: it was ${words}, and ended ${ago}.`,
      fix: 'Name one that is still to come.',
    });
  });

  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['soon', 'it cannot be read'],
    ['Sat', 'it cannot be read'],
    ['Sat 02:00', 'it cannot be read'],
    ['Sat 2am-4am', 'it cannot be read'],
    ['Sat 02:00-04:00Europe/Berlin', 'it cannot be read'],
    ['02:00-04:00', 'it names no day'],
    ['02:00-04:00 Europe/Berlin', 'it names no day'],
    ['Samstag 02:00-04:00', '"Samstag" is neither a weekday nor a date'],
    ['Sa 02:00-04:00', '"Sa" is neither a weekday nor a date'],
    ['05.12.2026 02:00-04:00', '"05.12.2026" is not a date of the form YYYY-MM-DD'],
    ['2026-12-5 02:00-04:00', '"2026-12-5" is not a date of the form YYYY-MM-DD'],
    ['2026-11-31 02:00-04:00', 'there is no 2026-11-31 in the calendar'],
    ['2027-02-29 02:00-04:00', 'there is no 2027-02-29 in the calendar'],
    ['Sat 25:00-26:00', 'there is no 25:00 on a clock'],
    ['Sat 02:60-04:00', 'there is no 02:60 on a clock'],
    ['Sat 22:00-24:01', 'there is no 24:01 on a clock'],
    ['Sat 24:00-02:00', 'no day begins at 24:00'],
    ['Sat 02:00-02:00', 'it ends when it begins'],
    ['Sat 02:00-2:00 Europe/Berlin', 'it ends when it begins'],
    ['2026-12-05T01:00Z/2026-12-05T01:00Z', 'it does not end after it begins'],
    ['2026-12-05T03:00Z/2026-12-05T01:00Z', 'it does not end after it begins'],
    ['2026-12-05T02:00+01:00/2026-12-05T01:00Z', 'it does not end after it begins'],
    ['2026-12-05T01:00/2026-12-05T03:00Z', '"2026-12-05T01:00" is not an instant with its offset'],
    ['2026-12-05T01:00Z/2026-12-05', '"2026-12-05" is not an instant with its offset'],
    ['2026-12-05T01:00Z/', '"" is not an instant with its offset'],
    ['2026-02-30T01:00Z/2026-12-05T03:00Z', '"2026-02-30T01:00Z" is not an instant with its offset'],
    ['2026-12-05T01:00Z/2026-12-05T02:00Z/2026-12-05T03:00Z', 'two instants have one slash between them'],
    ['Europe/Berlin', '"Europe" is not an instant with its offset'],
  ])('%j is refused, because %s', async (text, why) => {
    const { kind, code, message, fix } = await refused(text);
    expect({ kind, code, message }).toEqual({
      kind: 'usage',
      code: 'WINDOW',
      message: `${JSON.stringify(text.trim())} is not a window for the cutover: ${why}.`,
    });
    expect(fix).toMatch(/^(Write|Name) /);
  });

  it('quotes what was typed without what a terminal would obey', async () => {
    expect((await refused('Sat\u001b[2J 02:00-04:00')).message).not.toContain('\u001b');
  });

  it.each([
    ['Europe/Berln', 'Europe/Berlin'],
    ['Europe/berln', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['New York', 'America/New_York'],
  ])('of a zone that does not exist, %s, suggests %s', async (zone, near) => {
    const { kind, code, message, fix } = await refused(`Sat 02:00-04:00 ${zone}`);
    expect({ kind, code, message }).toEqual({
      kind: 'usage',
      code: 'TIME_ZONE',
      message: `There is no time zone ${JSON.stringify(zone)}.`,
    });
    expect(fix).toMatch(new RegExp(`^Did you mean ${near}[,?]`));
  });

  it.each(['Middle/Earth', 'PST', 'IST', 'UTC+1', '+1', '-25:00', '2026-01-01T00:00Z', '[Europe/Berlin]'])(
    'of a zone that is none, %s, says how one is named',
    async (zone) => {
      expect(await refused(`Sat 02:00-04:00 ${zone}`)).toMatchObject({
        code: 'TIME_ZONE',
        fix: expect.stringContaining(
          'Name the zone by its place, such as Europe/Berlin, or give the offset, such as +01:00.',
        ),
      });
    },
  );

  it('without a zone, on a machine that does not know its own, is refused', async () => {
    expect(await refused('Sat 02:00-04:00', sunday, 'Etc/Unknown')).toMatchObject({
      code: 'TIME_ZONE',
      message: 'This machine\'s time zone is not known ("Etc/Unknown").',
      fix: expect.stringMatching(/^Name the zone/),
    });
  });
});

describe('the phase of a window', () => {
  const window = parsed(`Sat ${berlin}`);

  it.each([
    ['2026-12-05T00:59:59.999Z', 'ahead'],
    ['2026-12-05T01:00:00.000Z', 'open'],
    ['2026-12-05T02:59:59.999Z', 'open'],
    ['2026-12-05T03:00:00.000Z', 'over'],
  ])('at %s is %s', (now, phase) => {
    expect(phaseOf(window, new Date(now))).toBe(phase);
  });

  it('is open at any time where there is no window', () => {
    expect(phaseOf(undefined, new Date(0))).toBe('open');
  });
});
