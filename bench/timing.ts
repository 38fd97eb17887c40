import { join } from 'node:path'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createAudit } from '#server/auth/audit.ts'
import { createCredentials } from '#server/auth/credentials.ts'
import { probeTiming } from '#server/auth/fixtures/timing-probe.ts'
import { systemClock } from '#server/clock.ts'
import type { Figure } from './figures.ts'

/** z of a two-sided p of 0.01: beyond it, matching characters and time have something to do with each other. */
const Z = 2.576

/** How far the time of a refusal follows how much of the token was right: in percent, 0 where it does not. */
export function measureRefusals(probes: number): Figure {
  const temp = createTempDatabase()
  const handle = temp.open()
  const { db } = handle
  const credentials = createCredentials({
    db,
    clock: systemClock,
    audit: createAudit({ db, clock: systemClock, redact: (text) => text }),
    changed: () => {},
    tokenFile: join(temp.folder, 'gateway.token'),
    port: 18789,
  })
  const { correlation } = probeTiming(credentials.token, probes, (bearer) => credentials.check({ bearer }))
  handle.close()
  temp.remove()
  return {
    name: `refusal time follows matching characters, ${probes} probes`,
    unit: '%',
    goal: (100 * Z) / Math.sqrt(probes),
    samples: [Math.abs(correlation) * 100],
  }
}
