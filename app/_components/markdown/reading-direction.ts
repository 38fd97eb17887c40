interface Tree {
  readonly children: { type: string; tagName?: string; properties?: Record<string, unknown> }[]
}

/** Lets each paragraph, list and table be read from the side at which its own language begins; code stays as it is. */
export const readingDirection = () => (tree: Tree) => {
  for (const { type, tagName, properties } of tree.children) {
    if (type === 'element' && tagName !== 'pre' && properties) properties.dir = 'auto'
  }
}
