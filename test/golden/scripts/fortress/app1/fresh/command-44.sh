/usr/local/lib/bartizan/hosts
