import { Life } from "../life/life.js";
import type { LifePlan, PlannedWeather } from "../plan/plan.js";

/** Lives until what is left is little enough. */
const MOST_TRIES = 400;

/** The least of a life that still breaks the same promise: fewest sessions, happenings, odd answers, and the calmest weather. */
export async function shrink(plan: LifePlan, rule: string): Promise<LifePlan> {
  const stillBreaks = async (candidate: LifePlan): Promise<boolean> =>
    (await new Life(candidate).live()).violation?.rule === rule;
  let tries = 0;
  let least = await withFaultsOneByOne(plan, stillBreaks);
  for (let found = true; found;) {
    found = false;
    for (const candidate of smaller(least))
      if ((tries += 1) <= MOST_TRIES && (await stillBreaks(candidate))) {
        least = candidate;
        found = true;
        break;
      }
  }
  return least;
}

const CALM: PlannedWeather = { chance: 0, codes: [], flips: 0 };

/** The weather as the single faults that it brought. */
async function withFaultsOneByOne(
  plan: LifePlan,
  stillBreaks: (candidate: LifePlan) => Promise<boolean>,
): Promise<LifePlan> {
  const life = new Life(plan);
  await life.live();
  const candidate = { ...plan, rigWeather: CALM, shareWeather: CALM, faults: life.weather.met };
  return (await stillBreaks(candidate)) ? candidate : plan;
}

/** Each is the plan with one thing less in it. */
function* smaller(plan: LifePlan): Generator<LifePlan> {
  for (const session of plan.sessions) {
    const sessions = plan.sessions.filter((one) => one !== session && one.partOf !== session.name);
    const names = sessions.map(({ name }) => name);
    const happenings = plan.happenings.filter((one) => !("session" in one) || names.includes(one.session));
    if (sessions.length > 0) yield { ...plan, sessions, happenings };
  }
  for (const list of ["happenings", "answers", "faults"] as const) {
    const { length } = plan[list] ?? [];
    for (let size = length; size >= 1; size = Math.floor(size / 2))
      for (let at = 0; at < length; at += size) yield { ...plan, [list]: plan[list]?.toSpliced(at, size) };
  }
  for (const session of plan.sessions) {
    const less = (change: Partial<typeof session>): LifePlan => ({
      ...plan,
      sessions: plan.sessions.map((one) => (one === session ? { ...one, ...change } : one)),
    });
    for (const path of Object.keys(session.files)) {
      const { [path]: _gone, ...files } = session.files;
      if (Object.keys(files).length > 0) yield less({ files });
    }
    if (session.halvesMs !== undefined) yield less({ halvesMs: undefined });
    for (const key of ["schedule", "selection", "later", "partOf"] as const)
      if (session[key] !== undefined) yield less({ [key]: undefined });
  }
  if (plan.dataByLink) yield { ...plan, dataByLink: false };
  for (const one of ["jobs", "workers"] as const) if (plan[one] > 1) yield { ...plan, [one]: 1 };
  if (plan.mostBytes < 1_000_000) yield { ...plan, mostBytes: 1_000_000 };
}
