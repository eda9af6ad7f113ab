/**
 * Commands of the shell, for a child with mounts of its own, where a name server hears and says
 * nothing: the child binds 127.0.0.1:53, or nobody hears.
 *
 * @param options How long the resolver asks, as in resolv.conf(5): `'timeout:1 attempts:1'`.
 */
export function silentServer(options: string): string {
  return `
    silent=$(mktemp)
    printf 'nameserver 127.0.0.1\\noptions ${options}\\n' > "$silent"
    mount --bind "$silent" /etc/resolv.conf
    rm "$silent"`
}
