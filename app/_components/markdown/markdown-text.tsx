'use client'

import { memo, useMemo, useRef } from 'react'
import remend from 'remend'
import { CodeBlock } from './code-block.tsx'
import { MarkdownBlock } from './markdown-block.tsx'
import {
  type Block,
  type Blocks,
  findOpenFence,
  hasDefinitions,
  NO_BLOCKS,
  splitBlocks,
} from './split-blocks.ts'

/** Settled blocks a group holds; a group is skipped by the browser while it is out of view. */
const GROUP = 16

/** Markdown that may still grow. What is settled is parsed once; only the end is parsed again. */
export function MarkdownText({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const last = useRef<Blocks>(NO_BLOCKS)
  const blocks = useMemo(() => {
    last.current = splitBlocks(last.current, text)
    return last.current
  }, [text])

  if (!isStreaming && hasDefinitions(text)) {
    return (
      <div className="prose">
        <MarkdownBlock text={text} />
      </div>
    )
  }
  return (
    <div className="prose">
      {groupsOf(blocks.settled).map((group) => (
        <SettledGroup key={group[0]?.start} blocks={group} />
      ))}
      {blocks.open.map((block) => (
        <OpenBlock key={block.start} text={block.text} isLast={isStreaming && block === blocks.open.at(-1)} />
      ))}
    </div>
  )
}

function OpenBlock({ text, isLast }: { text: string; isLast: boolean }) {
  const fence = isLast ? findOpenFence(text) : undefined
  if (fence) return <CodeBlock language={fence.language} code={fence.code} />
  return <MarkdownBlock text={isLast ? remend(text, { linkMode: 'text-only', images: false }) : text} />
}

const SettledGroup = memo(
  function SettledGroup({ blocks }: { blocks: readonly Block[] }) {
    return blocks.map((block) => <MarkdownBlock key={block.start} text={block.text} />)
  },
  (before, after) =>
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block.text === after.blocks[index]?.text),
)

function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = []
  for (let start = 0; start < blocks.length; start += GROUP) groups.push(blocks.slice(start, start + GROUP))
  return groups
}
