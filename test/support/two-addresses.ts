/** Shell commands that give the name two.test an address of each family in a child. */
export const twoAddresses = `
  printf '::1 two.test\\n127.0.0.1 two.test\\n' > /tmp/berkeley-hosts-$$
  mount --bind /tmp/berkeley-hosts-$$ /etc/hosts
  rm /tmp/berkeley-hosts-$$`
