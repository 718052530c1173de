# Makes a lab machine what a provider and its operator had made of it before Bartizan came: an uplink whose addresses are leased, cloud-init that owns
# /etc/hosts and has something to say about sshd, and a container behind a published port. All of it comes back after a boot.
set -eu

# The provider: a network of its own behind a pair of interfaces, with DHCP of both families and router advertisements.
cat >/usr/local/sbin/provider <<'END'
set -eu
ip netns add provider
ip link add uplink0 type veth peer name down0 netns provider
ip -n provider link set lo up
ip -n provider link set down0 up
ip -n provider addr add 192.0.2.1/24 dev down0
ip -n provider -6 addr add 2001:db8:15b::1/64 dev down0 nodad
exec ip netns exec provider dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=down0 --bind-interfaces --enable-ra \
  --dhcp-range=192.0.2.50,192.0.2.59,2m --dhcp-range=2001:db8:15b::50,2001:db8:15b::5f,64,2m --dhcp-leasefile=/run/provider.leases
END
cat >/etc/systemd/system/provider.service <<'END'
[Unit]
DefaultDependencies=no
Before=systemd-networkd.service
[Service]
ExecStart=sh /usr/local/sbin/provider
[Install]
WantedBy=multi-user.target
END
printf '[Match]\nName=!uplink0\n[Link]\nUnmanaged=yes\n' >/etc/systemd/network/00-others.network
cat >/etc/systemd/network/uplink0.network <<'END'
[Match]
Name=uplink0
[Network]
DHCP=yes
[DHCPv4]
UseRoutes=no
[IPv6AcceptRA]
UseGateway=no
END

# cloud-init, from a seed on the disk. It leaves alone what makes a lab machine reachable: its addresses and its host key.
mkdir -p /var/lib/cloud/seed/nocloud
printf 'instance-id: strange-1\nlocal-hostname: vm-4711\n' >/var/lib/cloud/seed/nocloud/meta-data
cat >/var/lib/cloud/seed/nocloud/user-data <<'END'
#cloud-config
manage_etc_hosts: true
ssh_pwauth: true
ssh_deletekeys: false
ssh_genkeytypes: []
disable_root: false
users: []
apt: { preserve_sources_list: true }
END
printf 'datasource_list: [NoCloud]\nnetwork: { config: disabled }\n' >/etc/cloud/cloud.cfg.d/99-lab.cfg

# A container: one published port that the file will declare, and one that it will not.
mkdir -p /etc/containers/containers.conf.d
printf '[containers]\nkeyring = false\ncgroups = "disabled"\n' >/etc/containers/containers.conf.d/lab.conf
printf '[storage]\ndriver = "vfs"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n' >/etc/containers/storage.conf
root=/var/lib/wiki
mkdir -p $root/etc $root/dev $root/proc $root/sys $root/tmp $root/run $root/usr
for it in bin sbin lib lib64; do ln -sfn usr/$it $root/$it; done
podman network create wikis >/dev/null
podman create --name wiki --network wikis -p 9080:80 -p 9081:81 -v /usr:/usr:ro --rootfs $root \
  sh -c "socat TCP-LISTEN:81,fork,reuseaddr EXEC:'echo hidden' & exec socat TCP-LISTEN:80,fork,reuseaddr EXEC:'echo wiki'" >/dev/null
cat >/etc/systemd/system/wiki.service <<'END'
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=podman start wiki
KillMode=none
[Install]
WantedBy=multi-user.target
END

systemctl enable -q provider systemd-networkd wiki cloud-init-main cloud-init-local cloud-init-network cloud-config cloud-final
