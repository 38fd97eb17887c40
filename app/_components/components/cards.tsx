'use client'

import { ApprovalCard } from '../approvals/approval-card.tsx'
import { ChannelState } from '../channels/channel-state.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { ModelDot } from '../models/model-dot.tsx'
import { ToolCard } from '../tools/tool-card.tsx'
import { CALLS, ENDED, SAMPLES, WAITING } from './samples.ts'

const CHANNEL_STATES = ['off', 'connecting', 'ready', 'degraded', 'needs-action'] as const
const MODELS = [
  { name: 'ready', info: { ready: true, resting: [] } },
  { name: 'resting', info: { ready: true, resting: [{ until: 0, code: 'model_rate_limited' as const }] } },
  { name: 'not ready', info: undefined },
]

const nothing = () => Promise.resolve()

/** What an assistant does and asks, in each state that it can be in. */
export function Cards() {
  return (
    <>
      <PageSection title="Tools" hint={SAMPLES.hint}>
        <div>
          {CALLS.map((call) => (
            <ToolCard key={call.id} call={call} isExplained={false} />
          ))}
        </div>
      </PageSection>
      <PageSection title="What waits for an answer">
        {WAITING.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} onDecide={nothing} />
        ))}
      </PageSection>
      <PageSection title="What was answered">
        <div>
          {ENDED.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} onDecide={nothing} />
          ))}
        </div>
      </PageSection>
      <PageSection title="States">
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {CHANNEL_STATES.map((state) => (
            <ChannelState key={state} state={state} />
          ))}
        </div>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {MODELS.map(({ name, info }) => (
            <span key={name} className="flex items-center gap-2 text-ui">
              <ModelDot info={info} />
              {name}
            </span>
          ))}
        </div>
      </PageSection>
    </>
  )
}
