// Says when calendar objects start, as npm `ical.js` reads them: a line of JSON in, a line out.
import { createInterface } from "node:readline";
import { runInThisContext } from "node:vm";
import ICAL from "ical.js";

const PATIENCE = 1000; // ms: there are rules that ical.js walks for ever

function starts({ ics, from, to }) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = calendar.getAllSubcomponents("vevent").map((it) => new ICAL.Event(it));
  const event = parts.find((it) => !it.isRecurrenceException());
  for (const it of parts) if (it !== event) event.relateException(it);
  if (!event.isRecurring()) return [told(event.startDate)];
  const found = [];
  const times = event.iterator();
  for (let at = times.next(); at; at = times.next()) {
    const { startDate } = event.getOccurrenceDetails(at);
    if (at.toUnixTime() >= to) break;
    const seconds = startDate.toUnixTime();
    if (from <= seconds && seconds < to) found.push(told(startDate));
  }
  return found;
}

const told = (time) => [time.toString(), time.toUnixTime()];

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    globalThis.work = () => starts(JSON.parse(line));
    answer = { times: runInThisContext("work()", { timeout: PATIENCE }) };
  } catch (error) {
    answer = { fault: String(error.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
