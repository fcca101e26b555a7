/**
 * Loaded into the built program before anything else (`NODE_OPTIONS=--import=…`): its clock begins on one day of the
 * calendar, whenever it runs. What the program knows of MongoDB's pages would be another number of days old each time, and
 * one day too old.
 */
const Real = Date;
const ahead = Real.parse('2026-12-01T09:00:00Z') - Real.now();

globalThis.Date = class extends Real {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Real.now() + ahead] : parts));
  }

  static now() {
    return Real.now() + ahead;
  }
};
