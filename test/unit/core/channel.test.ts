import { expect, it } from 'vitest';
import { createMailbox } from '../../../src/core/channel.ts';

it('messages are taken in the order in which they came, whoever is first', async () => {
  const mailbox = createMailbox<number>();
  const waiting = [mailbox.take(), mailbox.take()];
  for (const message of [1, 2, 3, 4]) mailbox.put(message);
  expect(await Promise.all([...waiting, mailbox.take(), mailbox.take()])).toEqual([1, 2, 3, 4]);
});

it('what came before the end is taken before it is told, and the first reason counts', async () => {
  const mailbox = createMailbox<number>();
  mailbox.put(1);
  mailbox.fail(new Error('first'));
  mailbox.fail(new Error('second'));
  expect(await mailbox.take()).toBe(1);
  await expect(mailbox.take()).rejects.toThrow('first');
  await expect(mailbox.take()).rejects.toThrow('first');
});

it('whoever waits is told of the end', async () => {
  const mailbox = createMailbox<number>();
  const waiting = mailbox.take();
  mailbox.fail(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
});
