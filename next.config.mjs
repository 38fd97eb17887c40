import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

// One id per version and lock file: an unchanged page keeps its inline scripts, and so its hashes.
const buildId = createHash('sha256')
  .update(readFileSync(new URL('./package.json', import.meta.url)))
  .update(readFileSync(new URL('./package-lock.json', import.meta.url)))
  .digest('hex')
  .slice(0, 16)

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  generateBuildId: () => buildId,
  // `npm run check` type-checks the whole tree once; the build need not do it again.
  // Next rewrites the tsconfig it is given to its taste: it gets its own, which already has that taste.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'app/tsconfig.json' },
  turbopack: {
    root: import.meta.dirname,
    resolveAlias: {
      // The original writes <style> elements, which `style-src 'self'` refuses.
      'react-style-singleton': './app/_lib/style-singleton.ts',
    },
  },
}
