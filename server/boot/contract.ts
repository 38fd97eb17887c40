import type { MayLeave } from '#protocol/privacy.ts'
import type { Channel } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Env } from '../env.ts'
import type { Guard } from '../http/guard.ts'
import type { Contacts } from '../inbound/admit.ts'
import type { RunsDeps } from '../runs/deps.ts'
import type { ScreenFacts } from './screen.ts'

/** What a gateway is started with. */
export interface StartOptions {
  readonly env: Env
  /** The panel from its sources, rebuilt as they change. */
  readonly dev?: boolean
  /** Gets the warnings in short lines. */
  readonly terminal?: { write(line: string): unknown }
  /** Turned by hand, stopped or replaced by tests only. 0 picks a free port. */
  readonly port?: number
  readonly clock?: Clock
  readonly failpoint?: Failpoint
  readonly guard?: Guard
  /** Chat platforms that no configuration names. */
  readonly channels?: readonly Channel[]
  readonly contacts?: Contacts
  readonly prepareRuns?: (deps: RunsDeps) => RunsDeps
  readonly mayLeave?: MayLeave
  readonly agentEntry?: string
}

/** A gateway that is open. */
export interface RunningGateway {
  readonly port: number
  createLink(): { url: string; expiresAt: number }
  facts(): Omit<ScreenFacts, 'link' | 'command'>
  /** Resolves as soon as an agent is ready to work. */
  whenReady(): Promise<void>
  /** Loads the panel before anyone asks for a page. */
  warm(): Promise<void>
  reportCrash(error: unknown): void
  /** Ends what runs, within 10 s, and stops everything in reverse. */
  stop(): Promise<void>
}
