import { expect, it } from 'vitest';
import { createBucket } from '../../../src/sandbox/http/rate-limit.ts';

function bucketAt(start: number) {
  let time = start;
  const bucket = createBucket({ capacity: 10, refillPerMinute: 60 }, () => time);
  return {
    ...bucket,
    passed: (ms: number) => {
      time += ms;
    },
  };
}

it('a bucket refills with time, up to its capacity', () => {
  const bucket = bucketAt(1_000_000);
  for (let count = 0; count < 10; count += 1) expect(bucket.take()).toBe(true);
  expect(bucket.take()).toBe(false);
  bucket.passed(2000);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
  bucket.passed(3_600_000);
  expect([bucket.take(), bucket.remaining()]).toEqual([true, 9]);
});

it('a clock that is set back takes nothing out of a bucket, and it goes on filling from there', () => {
  const bucket = bucketAt(1_000_000);
  bucket.take();
  bucket.passed(-600_000);
  expect([bucket.take(), bucket.remaining()]).toEqual([true, 8]);
  bucket.passed(1000);
  bucket.take();
  expect(bucket.remaining()).toBe(8);
});
