'use client'

import clsx from 'clsx'
import { memo, useMemo, useRef, useState } from 'react'
import remend from 'remend'
import { useGradually } from '../../_lib/pace/use-gradually.ts'
import { CodeBlock } from './code-block.tsx'
import { MarkdownBlock } from './markdown-block.tsx'
import { ShowMore } from './show-more.tsx'
import {
  type Block,
  type Blocks,
  cutAtLine,
  findFence,
  hasDefinitions,
  NO_BLOCKS,
  splitBlocks,
} from './split-blocks.ts'
import { useKeptSelection } from './use-kept-selection.ts'

/** Blocks a group holds. */
const GROUP = 16
/** Characters of a whole text that are shown before somebody asks for more of it. */
const PAGE = 40_000
/** Up to here, in characters, a text whose blocks depend on one another is read as one. */
const ONE_PIECE = 20_000

/** Markdown that may still grow. What is settled is parsed once; only the end is parsed again. */
export function MarkdownText({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  // What was seen growing stays whole when it is done.
  const [grew] = useState(isStreaming)
  const [limit, setLimit] = useState(PAGE)
  const shown = grew || text.length <= limit ? text : cutAtLine(text, limit)
  const before = useRef<Blocks>(NO_BLOCKS)
  const blocks = useMemo(() => {
    before.current = splitBlocks(before.current, shown)
    return before.current
  }, [shown])
  useKeptSelection(isStreaming, shown)
  // What settles stays where it was drawn, so that who selects it while it comes does not lose it.
  const groups = groupsOf([...blocks.settled, ...blocks.open])
  const last = groups.length - 1
  // A model seldom writes more than one between two pictures.
  const ready = useGradually(groups.length)

  if (!isStreaming && shown.length <= ONE_PIECE && hasDefinitions(shown)) {
    return (
      <div className="prose">
        <MarkdownBlock text={shown} />
      </div>
    )
  }
  return (
    <div className="prose">
      {groups.slice(0, ready).map((group, place) => (
        <div
          key={group[0]?.start}
          // Its size is known by the time it leaves the view, as it was there when it grew.
          className={clsx(
            grew && '[contain-intrinsic-size:auto_600px]',
            grew && place < last && '[content-visibility:auto]',
          )}
        >
          <Group blocks={group} isGrowing={isStreaming && place === last} />
        </div>
      ))}
      {shown.length < text.length && (
        <ShowMore shown={shown.length} total={text.length} onMore={() => setLimit(limit + PAGE)} />
      )}
    </div>
  )
}

const Group = memo(
  function Group({ blocks, isGrowing }: GroupProps) {
    return blocks.map((block) => (
      <GroupBlock key={block.start} text={block.text} isLast={isGrowing && block === blocks.at(-1)} />
    ))
  },
  (before, after) =>
    before.isGrowing === after.isGrowing &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block.text === after.blocks[index]?.text),
)

interface GroupProps {
  blocks: readonly Block[]
  /** More may be written at its end. */
  isGrowing: boolean
}

const GroupBlock = memo(function GroupBlock({ text, isLast }: { text: string; isLast: boolean }) {
  // The same from its first line to its end, so that whoever scrolled sideways in it stays there.
  const fence = findFence(text)
  if (fence) return <CodeBlock language={fence.language} code={fence.code} isOpen={isLast && fence.isOpen} />
  const whole = isLast ? remend(text, { linkMode: 'text-only', images: false }) : text
  return <MarkdownBlock text={whole} isGrowing={isLast} />
})

function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = []
  for (let start = 0; start < blocks.length; start += GROUP) groups.push(blocks.slice(start, start + GROUP))
  return groups
}
