import { describe, expect, it } from 'vitest';
import { LivemigEvent } from '../../../src/core/events.ts';
import { createJsonReporter } from '../../../src/terminal/json-reporter.ts';

const time = '2026-01-01T00:00:00.000Z';

describe('json reporter', () => {
  it('writes each event as one line, in order', () => {
    const written: string[] = [];
    const reporter = createJsonReporter((text) => written.push(text));
    const events: LivemigEvent[] = [
      { type: 'note', time, level: 'info', message: 'one\ntwo' },
      { type: 'stage', time, stage: 'link', title: 'Link', state: 'done' },
    ];
    for (const event of events) reporter.report(event);
    expect(written.map((line) => JSON.parse(line))).toEqual(events);
    for (const line of written) expect(line).toMatch(/^[^\n]*\n$/);
  });

  it('writes how far a step has come every ten seconds at most, and nothing else of it is lost', () => {
    const written: string[] = [];
    const reporter = createJsonReporter((text) => written.push(text));
    for (const second of [0, 1, 9, 10, 11, 25]) {
      const [at, step] = [`2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`, 'start.verify'];
      reporter.report({ type: 'progress', time: at, step, title: 'Compare', done: second, unit: 'documents' });
      reporter.report({ type: 'note', time: at, level: 'info', message: 'one' });
    }
    const events = written.map((line) => LivemigEvent.parse(JSON.parse(line)));
    reporter.report({ type: 'progress', time, step: 'start.synchronize', title: 'Follow', done: 26, unit: 'changes' });
    expect(LivemigEvent.parse(JSON.parse(written.at(-1) ?? ''))).toMatchObject({ done: 26 });
    expect(events.flatMap((event) => (event.type === 'progress' ? [event.done] : []))).toEqual([0, 10, 25]);
    expect(events.filter(({ type }) => type === 'note')).toHaveLength(6);
  });

  it('leaves no character that a terminal would obey, and loses none', () => {
    const message = '\u001B[31mred\u001B[0m \u009B31m \u007F \u0000 \u2028';
    const written: string[] = [];
    createJsonReporter((text) => written.push(text)).report({ type: 'note', time, level: 'info', message });
    expect(written.join('').trimEnd()).toMatch(/^[\u0020-\u007E]+$/);
    expect(JSON.parse(written.join(''))).toHaveProperty('message', message);
  });
});
