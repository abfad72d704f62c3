// Tables of cases (scenario.h) as data of Qt Test: a row for each, named as the case.
#pragma once

#include <QTest>
#include <span>

#include "convergence/scenario.h"

namespace varve::convergence {

inline void addRows(std::span<const Case> rows) {
    QTest::addColumn<std::size_t>("row");
    for (std::size_t row = 0; row < rows.size(); ++row)
        QTest::newRow(rows[row].name) << row;
}

inline void checkRow(std::span<const Case> rows) {
    QFETCH(std::size_t, row);
    const std::string failure = failureOf(rows[row]);
    QVERIFY2(failure.empty(), failure.c_str());
}

}  // namespace varve::convergence
