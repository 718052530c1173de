systemctl enable --now chrony.service
