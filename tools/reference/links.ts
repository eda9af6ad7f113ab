const SOURCES = 'https://github.com/torvalds/linux/blob/master/include'

/** The URL of a man page, a Linux header, an RFC or a page of the kernel's documentation. */
function urlOf(page: string): string {
  const [, name, section] = /^(\w+)\((\d)\)$/.exec(page) ?? []
  if (section !== undefined && name !== undefined)
    return `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`
  if (page.startsWith('RFC ')) return `https://www.rfc-editor.org/rfc/rfc${page.slice(4)}`
  if (page.startsWith('Documentation/'))
    return page.replace('Documentation', 'https://docs.kernel.org').replace(/rst$/, 'html')
  return page.startsWith('linux/') ? `${SOURCES}/uapi/${page}` : `${SOURCES}/${page}`
}

/**
 * A Markdown link to a page. The compiler parses every comment with `@link` or `@see`, which takes
 * longer than everything else in a declaration file.
 */
export function linkTo(page: string): string {
  return `[${page}](${urlOf(page)})`
}
