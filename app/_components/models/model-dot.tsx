import clsx from 'clsx'
import type { Answers } from '../../_lib/trpc.ts'

type ModelInfo = Answers['models']['list']['models'][number]

/** Whether a model would answer now; the words about it stand beside. */
export function ModelDot({ info }: { info: Pick<ModelInfo, 'ready' | 'resting'> | undefined }) {
  return (
    <span
      className={clsx(
        'size-2 shrink-0 rounded-full',
        info?.ready ? (info.resting.length > 0 ? 'bg-warn' : 'bg-ok') : 'bg-fg-3',
      )}
      aria-hidden="true"
    />
  )
}
