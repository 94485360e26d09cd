print("equispike")
