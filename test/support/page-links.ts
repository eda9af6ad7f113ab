import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A link within the project. */
export interface PageLink {
  readonly page: string
  /** The target file or folder. */
  readonly to: string
  /** The heading it links to; empty if it links to the whole page. */
  readonly anchor: string
}

/** All links in the pages except those to the web. */
export function linksIn(pages: readonly string[], folder = ''): PageLink[] {
  return pages.flatMap((page) =>
    Array.from(
      readFileSync(join(folder, page), 'utf8').matchAll(/\]\((?!https:)([^)#]*)#?([^)]*)\)/g),
      ([, path = '', anchor = '']) => ({
        page,
        to: path ? join(dirname(page), path) : page,
        anchor,
      }),
    ),
  )
}

/** The links to headings that do not exist. */
export function linksToNoHeading(links: readonly PageLink[], folder = ''): PageLink[] {
  const toParts = links.filter(({ anchor }) => anchor !== '')
  const pages = new Set(toParts.map(({ to }) => to))
  const anchors = new Map(Array.from(pages, (page) => [page, anchorsOf(join(folder, page))]))
  return toParts.filter(({ to, anchor }) => !anchors.get(to)?.has(anchor))
}

/** The anchors that GitHub creates for the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const titles = readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)
  return new Set(
    Array.from(titles, ([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}
