/*
 * Loaded before the built program (`node --import`): what it waits for in seconds is over at once, and by its clock that much
 * later. So a week of looks takes as long as the looks do. By its channel it tells each day what it keeps in memory.
 */

const realNow = Date.now;
const realElapsed = performance.now.bind(performance);
const realTimeout = globalThis.setTimeout;
let skippedMs = 0;
let told = 0;

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(realNow() + skippedMs);
    else super(...parts);
  }
  static now() {
    return realNow() + skippedMs;
  }
};
performance.now = () => realElapsed() + skippedMs;

/** Waits of a run, from a second on; up to a minute, beyond which they are limits and not waits. */
const isWait = (ms) => ms >= 1_000 && ms <= 60_000;
const limits = new Set();
const dayMs = 86_400_000;

globalThis.setTimeout = (call, ms = 0, ...rest) => {
  if (isWait(ms)) {
    skippedMs += ms;
    tellOfDay();
    for (const limit of [...limits]) if (limit.at <= Date.now() && limits.delete(limit)) limit.call();
    return realTimeout(call, 0, ...rest);
  }
  if (ms > 60_000) limits.add({ at: Date.now() + ms, call });
  return realTimeout(call, ms, ...rest);
};

function tellOfDay() {
  if (Math.floor(skippedMs / dayMs) <= told) return;
  told = Math.floor(skippedMs / dayMs);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ day: told, bytes: heapUsed + external });
}

// The channel alone keeps nobody waiting.
process.channel?.unref();
